"""What is done to authorized_keys on a server while a key is replaced, as scripts for its shell.

Each runs as ``sh -c SCRIPT sh WORDS`` (see ``logins.installation``), in the home folder of the account. A
change that takes a key away names another one that must be able to log in afterwards: the new file is made
next to the old one, with its mode, and takes its place in one step, only if that key is still in it. So a
connection that breaks leaves the old file or the new one, and never half of one. They need a POSIX shell,
grep, sed, head, cp and mv; awk, sort and uniq where a line is there twice.

The last line that each prints is ``MARK``. A server that runs something else instead, as a forced command
does, does not print it.

Exit status 3: the key that was to be changed is in no line; 4: the key that must stay is in no line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..logins.installation import BEGIN, END_LINE, LIVE, ONCE, key_words, script

if TYPE_CHECKING:
    from ..keys.base import PublicKey

MARK: Final = "keywright: done"
NOT_THERE: Final = 3
WOULD_LOCK_OUT: Final = 4

_START: Final = f"{BEGIN}LC_ALL=C && export LC_ALL && "
_TYPE: Final = r"[a-z0-9@.-]\{1,\}[[:blank:]]\{1,\}"
"""The type of a key and the blanks behind it, in a basic regular expression."""
_ALIKE: Final = (
    f"{_START}o=$1 && shift && "
    f'{{ grep -s "{LIVE}$o" $f | head -n 1; }} && '
    f'if ! grep -qs "{LIVE}$2" $f; then '
    f'n=$(sed -n -e "s|^[[:blank:]]*{_TYPE}$o.*|$*|p" -e t '
    rf'-e "s|^\([[:blank:]]*[^#[:blank:]].*[[:blank:]]\){_TYPE}$o.*|\1$*|p" $f | head -n 1); '
    f'[ -n "$n" ] || exit {NOT_THERE}; '
    f'{END_LINE}printf "%s\\n" "$n" >> $f; fi && {ONCE} && echo "{MARK}"'
)
"""Words: the base64 of the old key; type, base64 and comment of the new one. Prints the line of the old."""
_CHANGE: Final = (
    _START + 'f=$(readlink -f $f || echo $f) && t="$f.keywright.$$" && '
    'grep -qs "' + LIVE + '$2" "$f" || exit %(out)d; '
    'cp -p "$f" "$t" && {changed} > "$t" && grep -qs "'
    + LIVE
    + '$2" "$t" && mv -f "$t" "$f" && echo "'
    + MARK
    + '" && exit 0; '
    's=$?; rm -f "$t"; exit $s'
) % {"out": WOULD_LOCK_OUT}
"""Words: the base64 of the key that is changed, and of the one that must stay."""
_LINE: Final = rf"\|{LIVE}$1|"
"""The lines of the key, as an address of sed: base64 has slashes."""
_WITHOUT: Final = f'sed -e "{_LINE}d" "$f"'
_EXPIRY: Final = 'expiry-time=\\"$3\\"'
_EXPIRED: Final = (
    f'sed -e "{_LINE}!b" -e "/{_EXPIRY}/b" '
    rf'-e "s|^\([[:blank:]]*\)\({_TYPE}$1\)|\1{_EXPIRY} \2|" -e t '
    rf'-e "s|^\([[:blank:]]*\)\([^#[:blank:]].*[[:blank:]]{_TYPE}$1\)|\1{_EXPIRY},\2|" "$f"'
)
_UNEXPIRED: Final = f'sed -e "{_LINE}!b" -e "s|{_EXPIRY}[, ]||" "$f"'
_RESTORED: Final = f'{{ {_WITHOUT}; printf "%s\\n" "$3"; }}'


def install_alike(old: PublicKey, new: PublicKey, comment: bytes) -> str:
    """Add a line for the new key with the options of the old one's; it prints the old one's."""
    return script(_ALIKE, _blob(old), *key_words(new, comment))


def nothing() -> str:
    """Change nothing, and say so."""
    return script(f'echo "{MARK}"')


def expire(key: PublicKey, keep: PublicKey, date: str) -> str:
    """Have the lines of a key end on a date, such as ``20261129``; sshd refuses it from then on."""
    return _changing(_EXPIRED, key, keep, date)


def unexpire(key: PublicKey, keep: PublicKey, date: str) -> str:
    """Take that back."""
    return _changing(_UNEXPIRED, key, keep, date)


def remove(key: PublicKey, keep: PublicKey) -> str:
    """Take the lines of a key out."""
    return _changing(_WITHOUT, key, keep)


def restore(key: PublicKey, keep: PublicKey, line: str) -> str:
    """Put a line of a key back, at the end."""
    return _changing(_RESTORED, key, keep, line)


def _changing(changed: str, key: PublicKey, keep: PublicKey, *more: str) -> str:
    return script(_CHANGE.replace("{changed}", changed), _blob(key), _blob(keep), *more)


def _blob(public: PublicKey) -> str:
    return key_words(public, b"")[1]

"""Putting a public key into the authorized_keys of an account on a server: commands, which ssh runs there.

A server runs ``sh -c SCRIPT sh TYPE BASE64 COMMENT``: the script is the same for every key, and the key
comes in words of its own. It needs a POSIX shell, grep and tail. What is there stays: a line is added at the
end, after the end of a last line that has none, and only where no line that counts has the key. A folder and
a file that are made are for their owner alone. Source: sshd(8), AUTHORIZED_KEYS FILE FORMAT; what must be
done is that of ssh-copy-id(1).
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from ..formats.openssh_public import authorized_line
from ..patterns import compiled
from ..records import dataclass
from .client import QUIET, config_words

if TYPE_CHECKING:
    from pathlib import Path

    from ..keys.base import PublicKey

_UNSAFE: Final = compiled(r"""[\x00-\x1f\x7f"'\\!`$&|]+""")
"""What a shell might take for its own; blanks are kept. ``&`` and ``|`` mean something to sed."""
LIVE: Final = "^[[:blank:]]*[^#[:blank:]].*"
"""What stands before the base64 of a key in a line that is no comment."""
BEGIN: Final = "cd && umask 077 && mkdir -p .ssh && f=.ssh/authorized_keys && "
"""At the home folder, with the name of the file."""
END_LINE: Final = '{ [ -z "$(tail -c 1 $f 2>/dev/null)" ] || echo >> $f; } && '
"""A last line without an end is given one."""
_TELL: Final = "type restorecon >/dev/null 2>&1 && restorecon -F .ssh $f; "
ONCE: Final = (
    f'{{ ! grep "{LIVE}$2" $f | sort | uniq -d | grep -q . || {{ '
    'f=$(readlink -f $f || echo $f); t="$f.keywright.$$"; '
    r'cp -p "$f" "$t" && awk "!/^[ \t]*#/ && index(\$0, \"$2\") && n[\$0]++{next}1" "$f" > "$t" '
    '&& mv -f "$t" "$f" || rm -f "$t"; }; }'
)
"""Leave one of the lines of a key that are the same: a connection that was thought dead may have added one
while the next one did, too."""
INSTALL: Final = (
    f'{BEGIN}if grep -qs "{LIVE}$2" $f; then echo "$f already has this key"; else '
    f'{END_LINE}echo "$*" >> $f && {{ {_TELL}echo "added a line to $f"; }}; fi'
)
"""Add a line, where none has the key."""


_LEFT_OUT: Final = re.compile("BatchMode|ControlPath")
"""Of the options of a quiet login: a shared connection will do, and ssh may ask."""


@dataclass(frozen=True, slots=True)
class Forge:
    """A git host whose command-line program uploads keys."""

    service: str
    """Its profile."""
    hosts: tuple[str, ...]
    program: str
    words: tuple[str, ...]
    """What follows the program; ``{file}`` and ``{title}`` are filled in."""


_GH_WORDS: Final = ("ssh-key", "add", "{file}", "--title", "{title}")
FORGES: Final = (
    Forge("github", ("github.com", "ssh.github.com"), "gh", _GH_WORDS),
    Forge("gitlab", ("gitlab.com", "altssh.gitlab.com"), "glab", (*_GH_WORDS, "--usage-type", "auth")),
    Forge("gitea", ("gitea.com", "codeberg.org"), "tea", ("ssh-keys", "add", "--title", "{title}", "{file}")),
)
"""Source: the manuals of gh ssh-key add, glab ssh-key add and tea ssh-keys add."""


def key_words(public: PublicKey, comment: bytes) -> tuple[str, ...]:
    """The words of a line: type, base64 and comment, which loses what a shell might take for its own."""
    title = key_title(comment)
    return (*authorized_line(public).split(), *([title] if title else []))


def on_server(public: PublicKey, comment: bytes) -> str:
    """The line to run on the server: it adds the key to the account that runs it."""
    return script(INSTALL, *key_words(public, comment))


def script(text: str, *words: str) -> str:
    """A command for the shell of a user on a server, whichever that is."""
    return shlex.join(["sh", "-c", text, "sh", *words])


def through(host: str, public: PublicKey, comment: bytes, config_file: str = "") -> tuple[str, ...]:
    """The command that adds a key on a server, logged in as the user does it: ssh may ask on the terminal.

    Args:
        host: as it was typed.
        public: the key.
        comment: its comment.
        config_file: in place of ~/.ssh/config.
    """
    command = script(f"{INSTALL} && {ONCE}", *key_words(public, comment))
    options = [word for option in QUIET if not _LEFT_OUT.match(option) for word in ("-o", option)]
    return ("ssh", *config_words(config_file), "-T", *options, "--", host, command)


def forge_of(hostname: str) -> Forge | None:
    """The git host of this name; None where it is none that is known."""
    return next((one for one in FORGES if hostname.lower().rstrip(".") in one.hosts), None)


def public_file(key: Path) -> Path:
    """The file that is uploaded to a git host, of a key by either of its files."""
    return key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")


def upload(forge: Forge, public_file: Path, comment: bytes) -> tuple[str, ...]:
    """The command that uploads a public key to the account at a git host."""
    title = key_title(comment) or public_file.name
    return (forge.program, *(word.format(file=public_file, title=title) for word in forge.words))


def key_title(comment: bytes) -> str:
    """The comment as a title; empty where there is none."""
    return " ".join(_UNSAFE.sub(" ", comment.decode("utf-8", "replace")).split())

"""What ``keywright --help`` and ``keywright help`` tell: the verbs by what they are for, with examples."""

from __future__ import annotations

from typing import Final, NamedTuple


class VerbGroup(NamedTuple):
    """Verbs for one purpose."""

    title: str
    verbs: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]


GROUPS: Final = (
    VerbGroup(
        "Look",
        (
            ("list", "list the keys of a folder or a file, one line for each"),
            ("inspect", "show what key files contain, without asking for a passphrase"),
            ("public", "print the public key"),
        ),
        (
            "keywright list ~/.ssh",
            "keywright inspect ~/.ssh/id_rsa",
            "keywright public build.ppk --format rfc4716",
        ),
    ),
    VerbGroup(
        "Make",
        (
            ("generate", "generate a key pair"),
            ("convert", "write a key in another format"),
            ("export", "write a key the way a secret field expects it"),
            ("host-keys", "create a server's missing host keys"),
        ),
        (
            "keywright generate --for github",
            "keywright convert build.ppk --format pem -o build.pem",
            "keywright export id_jira --format base64",
        ),
    ),
    VerbGroup(
        "Change",
        (
            ("edit", "change passphrase, encryption or comment, keeping the format"),
            ("repair", "repair a damaged key file, or file permissions"),
            ("rename", "rename a key with its public key and certificate"),
            ("delete", "delete keys, keeping backups; clear the backups"),
        ),
        (
            "keywright edit id_rsa.pem --ask-new",
            "keywright repair id_rsa",
            "keywright rename id_rsa id_work",
        ),
    ),
    VerbGroup(
        "Check",
        (
            ("check", "show which services and clients accept a key, and why not"),
            ("services", "list the services and clients"),
            ("audit", "find weak, revoked and unprotected keys"),
        ),
        (
            "keywright check id_rsa.pub --for github",
            "keywright audit ~/.ssh",
        ),
    ),
    VerbGroup(
        "Trust",
        (
            ("certificate", "sign, show, attach and remove certificates"),
            ("sign", "sign files"),
            ("verify", "verify the signature of a file"),
            ("hosts", "find, remove and hash the servers in known_hosts"),
            ("authorized", "list and change the keys that may log in to an account"),
            ("why", "show which keys ssh offers to a host, and why not others"),
            ("uses", "show what uses a key; make ssh offer it to a host"),
            ("install", "put a public key on a server, and prove that it logs in"),
            ("rotate", "replace a key on every host, step by step"),
            ("agent", "list, add and remove the keys of ssh-agent"),
        ),
        (
            "keywright sign notes.txt -k id_ed25519",
            "keywright hosts find git.example:2222",
            "keywright agent add build.ppk --lifetime 8h",
        ),
    ),
    VerbGroup(
        "More",
        (
            ("settings", "show the settings, or change one"),
            ("completion", "print shell completions for bash, zsh or fish"),
            ("help", "explain a verb, or the exit codes"),
            ("version", "print the version"),
        ),
        (
            "keywright settings theme dark",
            "keywright help certificate sign",
            "keywright help exit-codes",
        ),
    ),
)

EXIT_CODES: Final = (
    (0, "done; the key is fine, the service accepts it, the signature is good"),
    (1, "a key or file is refused, damaged or weak; nothing was written"),
    (2, "wrong usage: an unknown option, a missing argument"),
    (3, "uncertain: the service may refuse the key; verify: nobody was identified"),
    (4, "check --for: unknown without the passphrase"),
    (130, "interrupted with Ctrl+C"),
)

_REST: Final = """\
Without a verb, keywright opens its screens on PATH or on ~/.ssh. Passphrases
are read from --passphrase-file and --new-passphrase-file (first line; an empty
file means none) or from the terminal, never from arguments or the environment."""

_COLUMN: Final = 12


def verbs() -> str:
    """What stands below the usage: each group of verbs with its examples."""
    return "\n\n".join(f"{group.title}\n{_verbs(group)}\n\n{_examples(group)}" for group in GROUPS)


def epilog() -> str:
    """What stands below the options: the rest that a beginner must know."""
    return f"{_REST}\n\n{exit_codes()}"


def exit_codes() -> str:
    """One line for each exit code."""
    return "Exit codes\n" + "".join(f"  {code:<4} {words}\n" for code, words in EXIT_CODES)


def _verbs(group: VerbGroup) -> str:
    return "\n".join(f"  {name:<{_COLUMN}}  {words}" for name, words in group.verbs)


def _examples(group: VerbGroup) -> str:
    return "\n".join(f"      {example}" for example in group.examples)

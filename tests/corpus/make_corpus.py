"""Makes the museum of key files anew, and writes what is known about each into MANIFEST.toml.

``python -m tests.corpus.make_corpus ssh-keygen-9.2 puttygen-0.78 ...`` makes these folders again with the
tools of this machine (all of them without a name; ``openssh-10.5`` is only described, as it was made
elsewhere). The rows of other folders stay as they are. Throw-away keys: they are used nowhere.

What a tool does not tell, the ids of findings and errors, is taken from the program and shown, to be looked
through before it is committed; any other fact on which the program differs from its tool is an error here.
"""

from __future__ import annotations

import json
import sys
import tomllib
from typing import Any

from tests.corpus import recipes_openssh, recipes_openssl, recipes_others, recipes_putty
from tests.corpus.museum import CORPUS
from tests.helpers.corpus_facts import FACTS, facts_of

FOLDERS = {
    "ssh-keygen-9.2": recipes_openssh.make,
    "puttygen-0.78": recipes_putty.make,
    "openssl-3.0": recipes_openssl.make,
    "dropbear-2022.83": recipes_others.dropbear,
    "openssh-10.5": recipes_others.openssh_new,
    "jwk": recipes_others.jwk,
    "bare": recipes_others.bare,
    "ppk1": recipes_others.ppk1,
    "strangers": recipes_others.strangers,
}
MANIFEST = CORPUS / "MANIFEST.toml"
HEAD = """\
# Throw-away key files, used nowhere, and what is known about each. Written by make_corpus.py.
# What is not known, or not there, is left out. The passphrase opens a locked one.
"""
ORDER = ("path", "origin", "made", "passphrase", *FACTS)
OWN = ("findings", "error", "what")


def main(names: list[str]) -> None:
    rows = tomllib.loads(MANIFEST.read_text())["file"] if MANIFEST.exists() else []
    wrong = 0
    for name in names or FOLDERS:
        rows = [row for row in rows if not row["path"].startswith(f"{name}/")]
        for row in FOLDERS[name]():
            wrong += _fill(row)
            rows.append(row)
    rows.sort(key=lambda row: row["path"])
    MANIFEST.write_text(HEAD + "".join(f"\n[[file]]\n{_body(row)}" for row in rows))
    print(f"{len(rows)} files, {wrong} facts on which the program differs")
    sys.exit(bool(wrong))


def _fill(row: dict[str, Any]) -> int:
    """Add what only the program tells; how many facts it sees otherwise."""
    seen = facts_of((CORPUS / row["path"]).read_bytes(), row.get("passphrase"))
    for name in OWN:
        if name not in row and name in seen:
            row[name] = seen[name]
    differing = [name for name in FACTS if row.get(name) != seen.get(name)]
    for name in differing:
        print(f"{row['path']}: {name} is {seen.get(name)!r} and should be {row.get(name)!r}")
    return len(differing)


def _body(row: dict[str, Any]) -> str:
    return "".join(f"{name} = {_value(row[name])}\n" for name in ORDER if row.get(name) is not None)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(part)}" for name, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


if __name__ == "__main__":
    main(sys.argv[1:])

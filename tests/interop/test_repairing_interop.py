"""ssh-keygen, puttygen and openssl refuse what we say they refuse, and load it after repairing."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.corpus.make_damaged import PASSPHRASE, RECIPES, source
from tests.helpers.peers import need, secret_file
from tui.keyops.damage.base import READERS, Container
from tui.keyops.damage.diagnosis import diagnose, examine
from tui.keyops.editing.repairing import repair
from tui.keyops.findings import Severity

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

KINDS = (
    "openssh",
    "openssh-locked",
    "pem",
    "pem-locked",
    "pkcs8",
    "pkcs8-locked",
    "public",
    "public-rsa",
    "ppk",
)
ALL = "KEYWRIGHT_FUZZ_REPAIRED" in os.environ
"""``make fuzz`` tries each recipe on each kind of file; else on one kind, another for each."""
CASES = [
    (recipe, kind)
    for number, recipe in enumerate(RECIPES)
    if recipe.repairs == "same"
    for kinds in [[kind for kind in recipe.kinds if kind in KINDS]]
    for at, kind in enumerate(kinds)
    if ALL or at == number % len(kinds)
]
each = pytest.mark.parametrize(("recipe", "kind"), CASES, ids=[f"{one.name}-{kind}" for one, kind in CASES])


def loads(program: str, kind: str, path: Path, *, expected: bool = True) -> bool:
    """Whether a program loads a file. It is given no terminal: one that asks there has not loaded it."""
    phrase = PASSPHRASE if kind.endswith("locked") else ""
    if program == "S":
        show = ("-e", "-f", path) if kind.startswith("public") else ("-y", "-P", phrase, "-f", path)
        argv = (need("ssh-keygen"), *show)
    elif program == "P":
        secret = secret_file(path.parent, phrase)
        out = path.with_name("out")
        target = "private-openssh" if kind == "ppk" else "private"
        shown = ("-L",) if kind.startswith("public") else ("-O", target, "-o", out)
        argv = (need("puttygen"), path, *shown, "--old-passphrase", secret, "--new-passphrase", secret)
    else:
        secret = secret_file(path.parent, phrase or "none")  # an empty file is an error to openssl
        argv = (need("openssl"), "pkey", "-in", path, "-noout", "-passin", f"file:{secret}")
    patience = 60 if expected else 0.5  # PuTTYgen 0.78 never ends when some END lines are damaged
    try:
        result = subprocess.run(
            argv,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=patience,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        return False
    return result.returncode == 0


def write(folder: Path, data: bytes) -> Path:
    path = folder / "key"
    path.write_bytes(data)
    path.chmod(0o600)
    return path


@each
def test_the_owner_of_a_container_refuses_the_damaged_file_as_we_say_and_loads_the_repaired_one(
    recipe, kind, tmp_path
) -> None:
    damaged = recipe.change(source(kind))
    diagnosis = examine(damaged)
    owner = READERS[diagnosis.container][0]
    fatal = any(one.severity is Severity.ERROR for one in diagnosis.damages)
    path = write(tmp_path, damaged)
    assert loads(owner, kind, path, expected=not fatal) is not fatal
    path.write_bytes(repair(damaged).data)
    assert loads(owner, kind, path)


OF_LOCKED_PEM = {"no-header-gap", "rewrapped-32", "rewrapped-76", "indented-inside", "bom", "labels-differ"}
OTHERS = [
    (recipe, kind)
    for recipe, kind in CASES
    if len(recipe.expected) == 1
    and (kind in {"openssh", "pem", "pkcs8"} or (kind == "pem-locked" and recipe.name in OF_LOCKED_PEM))
]


@pytest.mark.parametrize(("recipe", "kind"), OTHERS, ids=[f"{one.name}-{kind}" for one, kind in OTHERS])
def test_puttygen_and_openssl_take_and_refuse_what_we_say_too(recipe, kind, tmp_path) -> None:
    damaged = recipe.change(source(kind))
    (found,) = diagnose(damaged)
    readers = READERS[examine(damaged).container][1:]
    refusing = found.hint.partition(" reject")[0] if " reject" in found.hint else ""
    path = write(tmp_path, damaged)
    for program, name in (("P", "PuTTYgen"), ("O", "OpenSSL")):
        if program in readers:
            expected = name not in refusing
            assert loads(program, kind, path, expected=expected) is expected, name


def test_an_authorized_keys_file_of_cr_only_is_repaired_line_by_line(tmp_path) -> None:
    data = (source("public") + source("public-rsa")).replace(b"\n", b"\r")
    path = write(tmp_path, data)
    assert examine(data).container is Container.PUBLIC_LINES
    path.write_bytes(repair(data).data)
    shown = subprocess.run(
        [need("ssh-keygen"), "-lf", path], capture_output=True, check=True, timeout=60, text=True
    )
    assert len(shown.stdout.splitlines()) == 2

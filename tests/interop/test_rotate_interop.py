"""A key is replaced on three real servers: killed at every write of its journal, and never locked out."""

from __future__ import annotations

import itertools
import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers.children import LIFE, Child
from tests.helpers.project import ROOT
from tests.helpers.samples import WHOLE, one_in
from tests.interop.accounts import Account, account, configuration, make_key
from tui.cli import main
from tui.keyops.rotation import journal
from tui.keyops.rotation.journal import StepProgress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.interop
FUZZ = int(os.environ.get("KEYWRIGHT_FUZZ_KILLS", "0"))
"""So many kills at any moment, and kills at the writes of every step: in ``make fuzz``. Else only at the last
steps, in which a door could close."""
NAMES = ("one", "two", "three")
OPTIONS = {
    "one": "",
    "two": 'no-pty,environment="NOTE=a # b" ',
    "three": 'from="127.0.0.1,::1" ',
}
"""What stands before the old key on each host."""

KILLED = """
import json, os, signal, sys
from tui.keyops.rotation import journal
from tui.cli import main
when, state = sys.argv.pop(1), sys.argv.pop(1)
at, moves = int(sys.argv.pop(1)), int(sys.argv.pop(1))
real = journal.storage.replace
def replace(path, data, *, expected):
    found = json.loads(data)["steps"][at]
    hit = found["state"] == state and len(found["moves"]) >= moves
    if hit and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, data, expected=expected)
    if hit:
        os.kill(os.getpid(), signal.SIGKILL)
journal.storage.replace = replace
sys.exit(main(sys.argv[1:]))
"""
"""Runs a verb that is killed before or after it writes that a step has a state, and so many moves."""


class Place(NamedTuple):
    """Three servers, and the folder with the keys and the configuration."""

    keys: Path
    servers: dict[str, Account]

    @property
    def old(self) -> Path:
        """The key that is replaced."""
        return self.keys / "id_old"

    @property
    def new(self) -> Path:
        """The one that takes its place."""
        return self.keys / "id_new"

    def words(self, *more: str) -> list[str]:
        """The arguments."""
        fixed = ["rotate", str(self.old), "-F", str(self.keys / "config")]
        return [*fixed, "--new-passphrase-file", "/dev/null", *more]

    def lets_in(self, key: Path) -> set[str]:
        """The hosts that this key alone logs in to."""
        return {name for name, one in self.servers.items() if key.exists() and one.lets_in(key)}

    def kept(self) -> Path:
        """The old key, wherever it is now."""
        backups = [one for one in self.keys.glob("id_old.backup-*") if not one.name.endswith(".pub")]
        return self.old if self.old.exists() else backups[0]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Account]]:
    folders = {name: tmp_path_factory.mktemp(name) for name in NAMES}
    with account(folders["one"]) as one, account(folders["two"]) as two, account(folders["three"]) as three:
        yield {"one": one, "two": two, "three": three}


@pytest.fixture
def place(tmp_path: Path, servers: dict[str, Account], monkeypatch: pytest.MonkeyPatch) -> Place:
    """An old key that logs in to all three, with options of its own on each."""
    monkeypatch.setenv("SSH_AUTH_SOCK", "")
    old = tmp_path / "id_old"
    make_key(old, comment="me@home")
    while b"/" not in old.with_suffix(".pub").read_bytes().split()[1]:  # which means something to sed
        old.unlink()
        make_key(old, comment="me@home")
    make_key(tmp_path / "other")
    line = (tmp_path / "id_old.pub").read_text()
    other = (tmp_path / "other.pub").read_text()
    for name, one in servers.items():
        one.holds(f"# keys of me\n{other}{OPTIONS[name]}{line.rstrip()}")
    config = configuration(tmp_path / "config", servers)
    blocks = config.read_text().replace("Host two\n", f"Host two\n  IdentityFile {tmp_path}/id_old\n")
    config.write_text(blocks + f"Host elsewhere\n  IdentityFile {tmp_path}/other\n")
    return Place(tmp_path, servers)


def steps_of(place: Place) -> list[str]:
    """The states in the journal."""
    found = journal.load(place.old)
    return [] if found is None else [str(one.state) for one in found.steps]


def rotate(place: Place, *more: str, hosts: bool = True) -> int:
    return main(place.words("--new", str(place.new), *more) + (list(NAMES) if hosts else []))


def test_a_key_is_replaced_on_every_host(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    before = (place.keys / "config").read_text()
    assert rotate(place) == 0
    told = capfd.readouterr().out
    assert told.startswith("1/12 Make id_new, like id_old\n  id_new was made\n2/12 Log in to one")
    assert told.endswith("id_old was replaced by id_new on one, two, three\n")
    assert told.count("$ ssh -F none -v -T") == 9
    assert place.lets_in(place.new) == set(NAMES)
    assert place.lets_in(place.kept()) == set()
    assert not place.old.exists()
    lines = {name: one.authorized.read_text().splitlines() for name, one in place.servers.items()}
    new, other = (place.new.with_suffix(".pub").read_text().strip(), (place.keys / "other.pub").read_text())
    assert new.split()[2] == "me@home"
    for name, found in lines.items():
        assert found[:2] == ["# keys of me", other.strip()], "other lines stay"
        assert re.match(r'expiry-time="\d{8}"[, ]' + re.escape(OPTIONS[name]), found[2])
        assert found[3] == f"{OPTIONS[name]}{new}", "with the options of the old one"
        assert len(found) == 4
    config = (place.keys / "config").read_text()
    assert "id_old" not in config
    assert config.replace("id_new", "id_old").count("IdentityFile") == before.count("IdentityFile") + 2
    rotation = journal.load(place.old)
    assert rotation is not None
    assert {one.state for one in rotation.steps} == {StepProgress.DONE}
    assert rotation.path.stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in rotation.path.read_text()
    assert rotate(place) == 0, "all is done, and stays so"


def kill(place: Place, *moment: object) -> None:
    """Go on in another process, which is killed at a write of its journal."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *map(str, moment), *place.words()],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SSH_AUTH_SOCK": ""},
        capture_output=True,
        timeout=LIFE,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, (moment, done.stderr.decode() + done.stdout.decode())


def opened(place: Place) -> None:
    """Have a journal with every step to be done; without FUZZ those before the last proof are done."""
    fixed = place.words("--new", str(place.new), *NAMES)
    assert main([*fixed, "--skip"]) == 0
    rotation = journal.load(place.old)
    assert rotation is not None
    journal.save(rotation.with_step(replace(rotation.steps[0], state=StepProgress.TODO)))
    for _ in range(0 if FUZZ else 6):
        assert main([*fixed, "--next"]) == 0


def look(place: Place, when: str) -> None:
    """Every host lets in the old key, or the new one, which was proved there."""
    old = place.lets_in(place.kept())
    rotation = journal.load(place.old)
    assert rotation is not None
    for name in sorted(set(NAMES) - old):
        states = f"{when}: {steps_of(place)}"
        assert place.servers[name].lets_in(place.new), f"locked out of {name} {states}"
        assert rotation.proved(name), f"an old line is touched only where the new key was proved {states}"


def is_replaced(place: Place) -> None:
    """All is done, once, also where a host did a step while the next run began it."""
    assert set(steps_of(place)) == {"done"}
    assert place.lets_in(place.new) == set(NAMES)
    assert place.lets_in(place.kept()) == set()
    assert "id_old" not in (place.keys / "config").read_text()
    for one in place.servers.values():
        lines = one.authorized.read_text().splitlines()
        assert len(set(lines)) == 4
        assert len(lines) == 4, "a step that was done twice was done once"
        assert [path.name for path in one.authorized.parent.iterdir()] == ["authorized_keys"]


def test_killed_at_every_write_it_locks_nobody_out_and_goes_on(place: Place) -> None:
    """In a chain: each run begins where the one before was killed.

    Of each step there are three: begun and nothing done; done and not written; written. The configuration
    has three more, before each of its changes, and the backup has one.
    """
    opened(place)
    moves = {7: (1, 2, 3), 11: (2,)}
    steps = range(12) if FUZZ else one_in(5, range(7, 12))
    for at in steps:
        begun = [("after", "begun", at, count) for count in (0, *moves.get(at, ()))]
        for moment in (*begun, ("before", "done", at, 0), ("after", "done", at, 0)):
            kill(place, *moment)
            look(place, f"after {moment}")
    assert main(place.words()) == 0
    is_replaced(place)


@pytest.mark.whole
def test_killed_with_its_ssh_while_a_step_is_done_it_locks_nobody_out(place: Place) -> None:
    """At any moment, and so in the middle of a login and of the change of a line."""
    opened(place)
    chance = random.Random(FUZZ)
    for number in range(FUZZ or 8):
        with Child(
            [sys.executable, "-m", "tui", *place.words()],
            env={**os.environ, "PYTHONPATH": str(ROOT), "SSH_AUTH_SOCK": ""},
            stdout=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it has begun: a step in every run
            time.sleep(chance.uniform(0, 0.5))
            os.killpg(process.pid, signal.SIGKILL)
        look(place, f"after {number} kills")
    assert main(place.words()) == 0
    is_replaced(place)


def test_every_step_is_taken_back_and_then_all_is_as_it_was(place: Place) -> None:
    """One after the other, also with the old line removed; the old key logs in wherever it did."""
    before = {name: one.authorized.read_text() for name, one in place.servers.items()}
    config = (place.keys / "config").read_text()
    assert rotate(place, "--old-line", "remove") == 0
    for one in place.servers.values():
        assert one.authorized.read_text().count("\n") == 3
    for step in itertools.count():
        if not place.old.with_name("id_old.rotation.json").exists():
            break
        assert main(place.words("--undo")) == 0
        if WHOLE or step % 4 == 1:
            assert place.lets_in(place.kept()) | place.lets_in(place.new) == set(NAMES)
    assert place.lets_in(place.old) == set(NAMES)
    assert not place.new.exists()
    assert (place.keys / "config").read_text() == config
    for name, one in place.servers.items():
        found = one.authorized.read_text()
        assert found.replace("\n\n", "\n").splitlines() == before[name].splitlines()
    assert main(place.words("--undo")) != 0


def test_a_host_that_is_down_is_skipped_and_done_later(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    config = place.keys / "config"
    whole = config.read_text()
    port = f"Port {place.servers['two'].server.port}\n"
    config.write_text(whole.replace(port, "Port 1\n"))
    assert rotate(place) == 1
    assert "two: Nothing is listening on this port of the server" in capfd.readouterr().out
    assert main(place.words("--skip")) == 0  # the installation
    assert rotate(place, hosts=False) == 1
    assert main(place.words("--skip")) == 0  # its proof, and with it the old line
    assert rotate(place, hosts=False) == 1
    assert "id_old is still the key for two" in capfd.readouterr().out
    assert place.old.exists()
    config.write_text(config.read_text().replace("Port 1\n", port))
    assert place.lets_in(place.old) == {"two"}
    assert place.lets_in(place.new) == {"one", "three"}
    assert main([*place.words(), "two"]) == 0
    assert place.lets_in(place.new) == set(NAMES)
    assert place.lets_in(place.kept()) == set()


def test_a_forced_command_is_no_installation(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    """The server runs that in the place of our command, and ends well."""
    one = place.servers["one"]
    one.holds(f'command="true" {place.old.with_suffix(".pub").read_text()}')
    assert main([*place.words("--new", str(place.new)), "one"]) == 1
    assert "one ran something other than the command" in capfd.readouterr().out
    one.holds(one.authorized.read_text() + place.new.with_suffix(".pub").read_text())
    assert main(place.words("--skip")) == 0
    assert main(place.words()) == 1, "another host still has the old key"
    assert "still names id_old" in capfd.readouterr().out
    assert place.lets_in(place.new) == {"one"}, "what was done by hand counts once it is proved"
    assert place.lets_in(place.old) == {"two", "three"}


def test_the_old_line_stays_where_the_new_one_has_gone(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    """Between the proof and the change somebody took the new line away: the login with it fails."""
    for _ in range(4):  # made, installed, proved, configured
        assert main([*place.words("--new", str(place.new), "--next"), "one"]) == 0
    one = place.servers["one"]
    one.holds(place.old.with_suffix(".pub").read_text())
    assert main(place.words("--next")) == 1
    assert "The server refused every key offered" in capfd.readouterr().out
    assert "one" in place.lets_in(place.old)

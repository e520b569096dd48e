"""The completions, in real shells: what Tab makes of a line that is typed in a terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tests.helpers.peers import need
from tests.helpers.verbs import keywright
from tests.pty.session import Session
from tui.cli import ALIASES, VERBS
from tui.cli.commands import ValueKind, commands, service_ids
from tui.cli.verbs.completion import SHELLS, script
from tui.keyops import services

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
PROMPT = "ready> "
START = {
    "bash": ("bash", "--noprofile", "--norc"),
    "zsh": ("zsh", "-f"),
    "fish": ("fish", "--no-config"),
}
PREPARE = {
    "bash": f"PS1='{PROMPT}'; bind 'set bell-style none'; source {{script}}",
    "zsh": f"PROMPT='{PROMPT}'; unsetopt beep; autoload -Uz compinit; compinit -D -u; source {{script}}",
    "fish": f"function fish_prompt; echo -n '{PROMPT}'; end; source {{script}}",
}
COMPLETED = (
    ("insp", "inspect "),
    ("convert --form", "convert --format"),
    ("convert --format rfc", "convert --format rfc4716 "),
    ("convert --format=rfc", "convert --format=rfc4716 "),
    ("convert --to rfc", "convert --to rfc4716 "),
    ("convert id_long --for snowflake-pu", "convert id_long --for snowflake-public "),
    ("convert id_long --for my-o", "convert id_long --for my-own-service "),
    ("convert id_l", "convert id_long_name "),
    ("convert -o id_l", "convert -o id_long_name "),
    ("convert -C x -- id_l", "convert -C x -- id_long_name "),
    ("generate -t mlds", "generate -t mldsa44-ed25519 "),
    ("generate --for gerr", "generate --for gerrit "),
    ("certificate att", "certificate attach "),
    ("certificate sign --ca id_l", "certificate sign --ca id_long_name "),
    ("certificate attach id_long_name id_l", "certificate attach id_long_name id_long_name "),
    ("repair --perm", "repair --permissions "),
    ("host-keys --dir fol", "host-keys --dir folder/"),
    ("settings clip", "settings clipboard "),
    ("help host-", "help host-keys "),
    ("completion fi", "completion fish "),
    ("--them", "--theme"),
    ("--theme mon", "--theme mono "),
    ("id_l", "id_long_name "),
    ("convert -C id_l", "convert -C id_l"),
    ("generate -b 40", "generate -b 40"),
)
"""What is typed behind ``keywright`` before Tab, and what stands there after it."""


@pytest.fixture(scope="module", params=list(SHELLS))
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An interactive shell that has read its completions, in a folder with one key and one folder."""
    name = request.param
    need(name)
    home = tmp_path_factory.mktemp(name)
    (home / "id_long_name").touch()
    (home / "folder").mkdir()
    own = home / ".config/keywright/services/x.toml"
    own.parent.mkdir(parents=True)
    own.write_text(
        (ROOT / "docs" / "own-service.toml").read_text().replace('id = "', 'id = "my-own-service" # "', 1)
    )
    made = home / "script"
    made.write_text(script(name))
    env = {"HOME": str(home), "XDG_CONFIG_HOME": None, "TERM": "xterm", "HISTFILE": None}
    with Session(START[name], 120, 40, env=env, cwd=home) as session:
        session.settle()
        session.send(PREPARE[name].format(script=made) + "\r")
        session.settle()
        session.send("\x0c")
        session.wait_until(lambda: session.text().strip() == PROMPT.strip(), "there is no prompt")
        yield session


@pytest.mark.parametrize(("typed", "completed"), COMPLETED, ids=[typed for typed, _ in COMPLETED])
def test_tab_completes(shell: Session, typed: str, completed: str) -> None:
    shell.send("\x15\x0c")
    shell.wait_until(lambda: line(shell) == PROMPT, "the line is not empty")
    shell.send(f"keywright {typed}\t")
    more = (
        "" if typed != completed else "!"
    )  # where nothing may come, what is typed next shows that nothing came
    shell.send(more)
    wanted = f"{PROMPT}keywright {completed}{more}".rstrip()
    shell.wait_until(lambda: line(shell).rstrip(" =") == wanted, f"not {wanted!r}", PATIENCE)


def line(shell: Session) -> str:
    """The line that is typed into, as far as its prompt."""
    shown = shell.screen.display[shell.screen.cursor.y].rstrip()
    return PROMPT if shown == PROMPT.rstrip() else shown


def test_zsh_finds_its_file_by_itself(tmp_path: Path) -> None:
    """As it is installed, in a folder of $fpath, and loaded at the first Tab."""
    need("zsh")
    with Session(
        START["zsh"], 120, 40, env={"HOME": str(tmp_path), "TERM": "xterm"}, cwd=tmp_path
    ) as session:
        session.settle()
        folder = (ROOT / SHELLS["zsh"]).parent
        session.send(
            f"PROMPT='{PROMPT}'; fpath=({folder} $fpath); autoload -Uz compinit; compinit -D -u; clear\r"
        )
        session.wait_until(lambda: session.text().strip() == PROMPT.strip(), "there is no prompt")
        session.send("keywright certificate att\t")
        session.wait_for(f"{PROMPT}keywright certificate attach")


@pytest.mark.parametrize("verb", ["inspect", "help"])
def test_no_other_verb_pays_for_it(verb: str) -> None:
    code = (
        "import sys\nfrom tui.cli import main\n"
        "try:\n    main([sys.argv[1], '--help'])\nexcept SystemExit:\n    pass\nprint(*sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, verb],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=ROOT,
    )
    assert not {"tui.cli.commands", "tui.cli.verbs.completion"} & set(told.stdout.split())


@pytest.mark.parametrize("name", SHELLS)
def test_the_verb_prints_a_script_that_its_shell_can_read(name: str, tmp_path: Path) -> None:
    printed = keywright("completion", name)
    assert (printed.returncode, printed.stderr) == (0, b"")
    (tmp_path / "script").write_bytes(printed.stdout)
    subprocess.run([need(name), "-n", tmp_path / "script"], check=True, timeout=PATIENCE)
    assert keywright("completion").returncode == 2


def test_each_verb_with_its_options_is_offered_in_bash(tmp_path: Path) -> None:
    """All of them, by the function itself, since Tab only lists what is not one."""
    (tmp_path / "script").write_text(script("bash"))
    for command in commands():
        words = ["keywright", *command.words, "-"]
        code = (
            f"source {tmp_path}/script; COMP_WORDS=({' '.join(words)}) COMP_CWORD={len(words) - 1}; "
            '_keywright; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(
            [need("bash"), "-c", code], check=True, capture_output=True, text=True, timeout=PATIENCE
        )
        offered = {name for option in command.options for name in option.offered}
        assert offered >= {"-h", "--help"}
        assert set(done.stdout.split()) == offered, command.name


def test_what_is_offered_is_what_there_is() -> None:
    every = commands()
    assert {command.words[0] for command in every if command.words} == set(VERBS)
    assert list(service_ids()) == sorted(services.catalogue().profiles)
    values = [one.values for command in every for one in (*command.options, *command.operands)]
    assert {kind for kind in values if isinstance(kind, ValueKind)} == set(ValueKind)
    assert all(f" {alias}" in script("bash") for alias in ALIASES)

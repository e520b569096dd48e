"""Wrong usage: one sentence with the way out, which repeats no value and nothing that acts in a terminal."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.certificate_samples import line as certificate_line
from tests.helpers.certificate_samples import made as certificate
from tests.helpers.keys import make
from tests.helpers.samples import amount
from tui.cli import ALIASES, VERBS, main, module_of, output, overview
from tui.cli.argument_parser import number
from tui.cli.full_parser import FullParser
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SECRET = "Hunter2-Hunter2"
SENTENCE = "passphrases are never arguments"
ACTIONS = {
    "certificate": ("sign", "show", "attach", "remove"),
    "agent": ("list", "add", "remove"),
    "hosts": ("find", "remove", "hash"),
}
OPTIONS = """--passphrase --password --pass --passwd --pwd --pw --pin --secret --phrase --Passphrase
--PASSWORD --old-passphrase --new-passphrase --new-password --key-passphrase --passphrase-fil
--pasphrase --passphrse -N -P -p -passphrase -password -passin -passout -pass -new-passphrase
\u2013passphrase \u2014password \u2014\u2014passphrase""".split()  # noqa: SIM905


def told(argv: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code, and all that was said."""
    try:
        code = main([*argv])
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def whole(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser of argparse behind one that reads plain words without it."""
    return parser if isinstance(parser, FullParser) else parser._made()  # type: ignore[attr-defined]


def parsers() -> Iterator[argparse.ArgumentParser]:
    """Every parser there is, those of actions too."""
    from tui.cli import screens_parser

    waiting = [screens_parser()]
    waiting += [whole(module_of(name).parser(name)) for name in VERBS]
    for one in waiting:
        yield one
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    (tmp_path / "id").chmod(0o600)
    (tmp_path / "id.pub").write_bytes(pack_public(make("ed25519").public, "openssh-public").data)
    return tmp_path


def test_no_parser_takes_an_abbreviation_or_is_not_ours() -> None:
    found = list(parsers())
    assert len(found) > 25
    assert [one.prog for one in found if one.allow_abbrev or not isinstance(one, FullParser)] == []


def test_no_type_of_an_argument_leaves_the_sentence_to_argparse() -> None:
    """It would repeat the value."""
    types = {action.type for one in parsers() for action in one._actions}
    assert types == {None, Path, output.file_name, output.place, number}


@pytest.mark.parametrize("option", OPTIONS)
def test_a_passphrase_option_of_other_programs_gets_a_sentence_and_nothing_is_repeated(
    option: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    forms = [
        (verb, *(action and [action]), *words)
        for verb in (*VERBS, *ALIASES)
        for action in ACTIONS.get(verb, ("",))
        for words in (
            [option, SECRET],
            [f"{option}={SECRET}"],
            ["id", option, SECRET],
            [option, SECRET, "id"],
            ["id", "-o", "out", f"{option}{SECRET}"],
        )
    ]
    forms += [(option, SECRET), ("id", option, SECRET), (f"{option}={SECRET}",), (SECRET, option, SECRET)]
    for argv in forms:
        code, words = told(argv, capsys)
        assert (code, SECRET in words, SENTENCE in words) == (2, False, True), (argv, words)
        assert len(words.splitlines()) <= 2, words
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "argv",
    [
        ("convert", "id", SECRET, "--to", "pem"),
        ("convert", "id", "--to", SECRET),
        ("convert", "id", f"--to={SECRET}"),
        ("convert", "id", "--to", "pkcs8", f"--{SECRET}"),
        ("convert", "id", "--to", "pkcs8", f"-x{SECRET}"),
        ("convert", "id", "--to", "pkcs8", f"--force={SECRET}"),
        ("convert", "id", "--to", "pkcs8", "--nope", SECRET),
        ("convert", "id", "--to", "pkcs8", f"--nope={SECRET}"),
        ("convert", "id", "--to", "pkcs8", "--", SECRET),
        ("convert", "id", "--to", "pkcs8", "--", f"--{SECRET}"),
        ("generate", "-b", SECRET),
        ("generate", f"-b{SECRET}"),
        ("generate", "-t", SECRET),
        ("edit", "id", "--rounds", SECRET),
        ("edit", "id", f"--ask-new={SECRET}"),
        ("edit", "id", "--key", SECRET),
        ("inspect", "id", f"--json={SECRET}"),
        ("inspect", f"pass:{SECRET}"),
        ("inspect", f"passphrase={SECRET}"),
        ("public", "id", SECRET),
        ("agent", SECRET),
        ("agent", "list", SECRET),
        ("agent", "add", "id", SECRET),
        ("agent", "add", "id", f"--confirm={SECRET}"),
        ("certificate", SECRET),
        ("hosts", "find", "host", SECRET),
        ("settings", SECRET),
        ("help", SECRET),
        ("version", SECRET),
        ("id", SECRET),
        ("--theme", SECRET),
        (f"--mouse={SECRET}",),
        ("inspect", "id", "--passphrase-file", SECRET),
        ("inspect", "id", f"--passphrase-file={SECRET}"),
        ("edit", "id", "--new-passphrase-file", SECRET),
    ],
    ids=" ".join,
)
def test_no_usage_error_repeats_a_value(
    argv: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, words = told(argv, capsys)
    assert code in {1, 2}
    assert code == 2 or "-file" in argv[2]
    assert SECRET.casefold() not in words.casefold()
    assert len(words.splitlines()) == 2
    assert sorted(path.name for path in folder.iterdir()) == ["id", "id.pub"]


@pytest.mark.parametrize(
    "argv",
    [
        ("edit", "id", "-C", "pass: the salt", "--dry-run"),
        ("edit", "id", "--comment=--passphrase", "--dry-run"),
        ("inspect", "--", "--passphrase"),
        ("inspect", "pass=x"),
    ],
    ids=" ".join,
)
def test_what_only_looks_like_a_passphrase_is_taken(
    argv: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("--passphrase", "pass=x"):
        (folder / name).write_bytes((folder / "id.pub").read_bytes())
    code, words = told(argv, capsys)
    assert (code, SENTENCE in words) == (0, False), words


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ("verson", "did you mean version?"),
        ("hlep", "did you mean help?"),
        ("convrt id --to pem", "did you mean convert?"),
        ("repiar id", "did you mean repair?"),
        ("host-key", "did you mean host-keys?"),
        ("nothing-like-it", "no verb or file is called 'nothing-like-it'\n  See: keywright help"),
        ("--ascii verson", "did you mean version?"),
        ("help convrt", "did you mean convert?"),
        ("certificate shwo id", "did you mean show?"),
        ("certificate", "choose one of sign, show, attach or remove"),
        ("convert id --to pme", "--format: did you mean pem?"),
        ("convert id --to pem --frce", "unknown option --frce; did you mean --force?"),
        ("convert id -force --to pem", "long options have two dashes: did you mean --force?"),
        ("agent add id -lifetime 1h", "did you mean --lifetime?"),
        ("convert id", "give one of --format, --for"),
        ("convert --to pem", "IN is missing"),
        ("convert id --to", "--format needs a value"),
        ("convert id --to pem --for x", "cannot be used together"),
        ("inspect id --json=yes", "--json accepts no value"),
        ("generate -b many", "--bits: needs a whole number"),
        ("settings theem", "did you mean theme?"),
        ("settings theme dark more", "one argument too many: only NAME VALUE expected"),
    ],
)
def test_wrong_usage_is_one_sentence_with_the_way_out(
    argv: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, shown = told(shlex.split(argv), capsys)
    assert code == 2
    assert words in shown
    assert len(shown.splitlines()) <= 2
    assert "usage:" not in shown


@pytest.mark.parametrize("name", [*VERBS, *ALIASES])
def test_help_explains_each_verb(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = told(["help", name], capsys)
    assert code == 0
    assert shown.startswith(f"usage: keywright {ALIASES.get(name, name)}")
    assert told([name, "--help"], capsys) == (0, shown)


def test_help_explains_a_action_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(["help", "hosts", "find"], capsys)[1].startswith("usage: keywright hosts find")
    code, shown = told(["help", "exit-codes"], capsys)
    assert (code, re.findall(r"^  (\d+) ", shown, re.MULTILINE)) == (0, ["0", "1", "2", "3", "4", "130"])
    assert told(["help"], capsys) == told(["--help"], capsys)
    assert told(["version"], capsys) == told(["--version"], capsys)


@pytest.mark.parametrize("group", overview.GROUPS, ids=lambda group: group.title)
def test_the_examples_of_the_help_are_taken_by_the_parsers(group: overview.VerbGroup) -> None:
    assert 2 <= len(group.examples) <= 3
    for example in group.examples:
        name, verb, *words = shlex.split(example)
        assert (name, verb in dict(group.verbs)) == ("keywright", True)
        module_of(verb).parser(verb).parse_args(words)


ESCAPES = (
    "\x1b]52;c;QUJD\a",
    "\x1b[2J",
    "\r",
    "\x08\x7f",
    "\x9b31m",
    "\u202e",
    "\udcff\udc9b",
    "\n\x1b[H",
    "\u200b",
)
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]")


def hostile_names() -> Iterator[str]:
    pick = random.Random(11)
    for escape in ESCAPES:
        yield f"--x{escape}"
        yield f"k{escape}"
        yield f"-{escape}"
        yield escape + "".join(pick.sample(ESCAPES, 2))


def invocations(name: str) -> Iterator[tuple[str, ...]]:
    """The verbs, with a name where a file, a folder, a value or an option may stand."""
    for verb in VERBS:
        for action in ACTIONS.get(verb, ("",)):
            start = (verb, action) if action else (verb,)
            yield (*start, name)
            yield (*start, "--", name)
            yield (*start, "id", name)
            yield (*start, "--", "id.pub", name)
    yield (name,)
    yield ("--", name)
    yield ("help", name)
    yield ("convert", name, "--to", name)
    yield ("convert", "id", "--to", "pkcs8", "-o", name)
    yield ("convert", "--to", "pkcs8", "--", name)
    yield ("convert", "id", "--for", name)
    yield ("convert", "--for", "github", "--", name)
    yield ("check", "id", "--for", name)
    yield ("generate", "--new-passphrase-file", "/dev/null", "-o", name)
    yield ("generate", "--for", name)
    yield ("edit", "id", "-C", name)
    yield ("edit", "-C", "x", "--", name)
    yield ("export", "--as", "base64", "-o", name, "--", "id.pub")
    yield ("export", "--as", "user", "--user", name, "--", "id.pub")
    yield ("sign", "-k", "id", "--", name)
    yield ("sign", "-k", name, "--", "id.pub")
    yield ("verify", "id.pub", "--signers", name)
    yield ("verify", "id.pub", name, "--identity", name, "--signers", name)
    yield ("verify", "id.pub", "--at", name)
    yield ("audit", "id", "--revoked", name)
    yield ("certificate", "sign", "-s", "id", "-I", name, "-n", name, "-V", "+1h", "--dry-run", "id.pub")
    yield ("certificate", "sign", "-s", name, "-I", "x", "-n", "x", "-V", name, "id.pub")
    yield ("certificate", "attach", "id", name)
    yield ("hosts", "find", name, "-f", name)
    yield ("hosts", "find", "host", "-f", "hosts")
    yield ("host-keys", "--types", name)
    yield ("host-keys", "--types", "ed25519", "--dir", name)
    yield ("repair", "--permissions", "--dry-run", "--", name)
    yield ("repair", "-o", name, "--", "id")
    yield ("settings", "start-folder", name)
    yield ("settings", "theme", name)
    yield ("inspect", "id", "--passphrase-file", name)


EVERY = int(os.environ.get("KEYWRIGHT_FUZZ_NAMES", amount(20, 5)))
"""Each invocation meets one in so many names, and each name other invocations; in make fuzz all meet."""


@pytest.mark.parametrize("content", ["nothing", "key", "text", "folder"])
def test_no_name_acts_in_the_terminal_through_a_message_of_a_verb(
    content: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    data = {path: path.read_bytes() for path in folder.iterdir()}
    for turn, name in enumerate(hostile_names()):
        for number_, argv in enumerate(invocations(name)):
            if (turn + number_) % EVERY:
                continue
            for path, whole in data.items():
                path.write_bytes(whole)
            place = folder / name
            if content == "folder":
                place.mkdir(exist_ok=True)
            elif content != "nothing":
                place.write_bytes(data[folder / "id"] if content == "key" else b"no key\n")
            code, shown = told(argv, capsys)
            assert code in {0, 1, 2, 3, 4}, argv
            assert not ACTS.search(shown), (number_, argv, ACTS.findall(shown), shown)


@pytest.mark.parametrize(
    "argv",
    [
        ("inspect", "id"),
        ("check", "id.pub"),
        ("check", "id.pub", "--for", "github"),
        ("services",),
        ("audit", "id.pub"),
        ("verify", "id.pub"),
        ("settings",),
        ("settings", "theme"),
        ("hosts", "find", "host", "-f", "hosts"),
        ("certificate", "show", "cert.pub"),
    ],
    ids=" ".join,
)
def test_every_report_is_there_as_json_with_its_schema(
    argv: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    (folder / "hosts").write_bytes(b"host " + (folder / "id.pub").read_bytes())
    (folder / "cert.pub").write_bytes(certificate_line(certificate().blob))
    assert told(["sign", "id.pub", "-k", "id"], capsys)[0] == 0
    plain, _ = told(argv, capsys)
    code, shown = told([*argv, "--json"], capsys)
    rows = json.loads(shown)
    assert (code, code in {0, 3}) == (plain, True), shown
    assert rows
    assert [next(iter(row.items())) for row in rows] == [("schema", 1)] * len(rows)


LEFT_COLUMN = re.compile(
    r"\b(container|mend|hand over|lock(?:ed)?(?!-minutes)|beside|half|deed|wish|dear|certify)\b"
    r"|takes (?:it|them)\b"
)


def test_no_help_speaks_in_the_words_that_people_stumbled_over() -> None:
    from tui.settings import ROWS

    of_settings = {row.about for row in ROWS}
    found = {
        (parser.prog, text)
        for parser in parsers()
        for text in (
            parser.description,
            parser.epilog,
            *(group.title for group in parser._action_groups),
            *(action.help for action in parser._actions),
        )
        if text and LEFT_COLUMN.search(text) and not any(about in text for about in of_settings)
    }
    assert found == set()


@pytest.mark.parametrize("word", ["./missing", "no/where/", "{}/missing", "id/below"])
def test_a_path_where_nothing_is_opens_no_screens(word: str, folder: Path, capsys) -> None:
    code, words = told([word.format(folder)], capsys)
    assert code == 1
    assert "no such file" in words or "is not a folder" in words
    assert "terminal" not in words

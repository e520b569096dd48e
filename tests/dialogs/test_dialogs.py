"""Each dialog has a typed answer, and Escape is the one that does nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Static

from tests.helpers.desk import shows
from tests.helpers.snapshot import text, until
from tui.dialogs.agent_add import AgentAddDialog
from tui.dialogs.base import Words
from tui.dialogs.certificate import CertificateDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.line import LineDialog
from tui.dialogs.numbers import NumbersDialog
from tui.dialogs.passphrase import PassphraseDialog, Tried
from tui.dialogs.path import PathDialog
from tui.keyops.errors import WrongPassphraseError
from tui.keyops.inspection.numbers import Number
from tui.keyops.secret import Secret
from tui.terminal.base_app import SafeApp
from tui.terminal.stylesheets import sheet
from tui.widgets.answers import Answers
from tui.widgets.choice import Option
from tui.widgets.passphrase_input import PassphraseInput
from tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.screen import ModalScreen

CANARY = "kanarienvogel"


class DialogApp(SafeApp):
    """Shows one dialog, and remembers its answers."""

    CSS_PATH = [sheet("app"), sheet("form"), sheet("dialogs"), sheet("certify")]  # noqa: RUF012

    def __init__(self, dialog: ModalScreen) -> None:
        super().__init__()
        self.dialog = dialog
        self.answers: list = []

    def compose(self) -> ComposeResult:
        """Put the widgets on the screen."""
        yield Static("under it")

    def on_mount(self) -> None:
        """Start."""
        self.push_screen(self.dialog, self.answers.append)


@pytest.mark.parametrize(
    "dialog",
    [
        lambda: ConfirmDialog("Remove it?", "It is lost"),
        lambda: LineDialog("Note", "One line"),
        lambda: PathDialog("Go to", Path("/")),
        lambda: asking("id_rsa"),
        lambda: AgentAddDialog("id_rsa"),
    ],
    ids=["question", "line", "path", "passphrase", "agent"],
)
async def test_a_dialog_that_goes_before_it_is_drawn_stops_nothing(dialog: Callable[[], ModalScreen]) -> None:
    app = DialogApp(dialog())
    async with app.run_test(size=(80, 24)) as pilot:
        shown = dialog()
        app.push_screen(shown)
        shown.dismiss(None)
        await pilot.pause()
        assert app.screen is app.dialog
    assert app.return_code in (None, 0)


# Passphrase


def asking(name: str = "id_rsa", right: str = CANARY) -> PassphraseDialog[Secret]:
    """Opens with one passphrase."""

    async def attempt(secret: Secret, _lifted: bool) -> Secret:
        if secret != Secret(right):
            raise WrongPassphraseError
        return secret

    return PassphraseDialog(name, attempt)


async def test_a_passphrase_is_masked_and_comes_back_as_a_secret() -> None:
    app = DialogApp(asking())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Passphrase of id_rsa" in text(app)
        await pilot.press(*CANARY)
        assert CANARY not in text(app)
        await pilot.press("enter")
        await pilot.pause()
        await until(pilot, lambda: app.answers == [Tried(Secret(CANARY))])
        assert CANARY not in repr(app.answers)


async def test_the_dialog_keeps_nothing_after_it_closed() -> None:
    app = DialogApp(asking())
    async with app.run_test() as pilot:
        await pilot.pause()
        field = app.screen.query_one(PassphraseInput)
        await pilot.press(*CANARY, "escape")
        await pilot.pause()
        assert app.answers == [None]
        assert field.value == ""


async def test_a_second_question_says_why() -> None:
    app = DialogApp(asking())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "enter")
        await until(pilot, lambda: "does not open" in text(app))
        field = app.screen.query_one(PassphraseInput)
        assert field.has_focus
        assert field.value == ""
        assert app.answers == []


async def test_enter_alone_asks_for_a_passphrase() -> None:
    app = DialogApp(asking())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == []
        assert "Type the passphrase first" in text(app)


async def test_a_pasted_text_of_several_lines_is_not_taken_as_a_passphrase() -> None:
    app = DialogApp(asking())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.query_one(PassphraseInput).post_message(events.Paste("one\ntwo"))
        await pilot.pause()
        await pilot.pause()
        assert "several lines" in text(app)
        assert app.screen.query_one(PassphraseInput).value == ""


async def test_hostile_names_in_a_title_are_shown_escaped() -> None:
    app = DialogApp(asking("[/x]\x1b]52;c;eA==\x07 [@click=app.exit]x[/]"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert r"[/x]\x1b]52;c;eA==\x07" in text(app)
        assert "[@click=app.exit]x[/]" in text(app)


# Confirm


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], False),
        (["escape"], False),
        (["right", "enter"], True),
        (["tab", "enter"], True),
        (["right", "left", "enter"], False),
        (["y"], True),
        (["Y"], True),
        (["n"], False),
        (["right", "n"], False),
        (["r", "enter"], False),
        ([*"remove", "space", "space", "enter"], False),
    ],
)
async def test_only_an_answer_given_on_purpose_is_a_yes(keys: list[str], answer: bool) -> None:
    app = DialogApp(ConfirmDialog("Remove the passphrase?", "Who has the file has the key", "Remove it"))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert app.answers == [answer]


async def test_what_was_typed_before_a_question_was_shown_does_not_answer_it() -> None:
    app = DialogApp(ConfirmDialog("Remove the passphrase?", "Who has the file has the key", "Remove it"))
    async with app.run_test() as pilot:
        await pilot.pause()
        early = events.Key("y", "y")
        early.time -= 60
        app.post_message(early)
        await pilot.pause()
        assert app.answers == []
        await pilot.press("y")
        await pilot.pause()
        assert app.answers == [True]


async def test_what_is_typed_as_soon_as_a_question_is_shown_answers_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listen = Answers._listen

    async def late(self: Answers) -> None:  # as on a busy machine: the question is drawn, and keys come
        early = events.Key("n", "n")
        early.time = self._rendered - 0.001
        self.app.post_message(early)
        self.app.post_message(events.Key("y", "y"))
        await asyncio.sleep(0.02)
        listen(self)

    monkeypatch.setattr(Answers, "_listen", late)
    app = DialogApp(ConfirmDialog("Remove the passphrase?", "Who has the file has the key", "Remove it"))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.answers)
        assert app.answers == [True]


async def test_no_letter_jumps_to_a_way_that_is_not_marked() -> None:
    options = [Option("sign", "Sign"), Option("remove", "Remove")]
    app = DialogApp(CertificateDialog("k", [], options, {}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        assert "[Sign]" in text(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_all_that_a_long_certificate_says_can_be_read_and_the_keys_for_it_are_told(size) -> None:
    rows = [
        ("Key id", "deploy"),
        ("For", ", ".join(f"user{n}" for n in range(90))),
        ("Signed by", "the last"),
    ]
    dialog = CertificateDialog(
        "Certificate of k-cert.pub", rows, [Option("attach", "Attach")], {"attach": "x"}
    )
    app = DialogApp(dialog)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "j k scroll" in text(app)
        assert "Enter do it" in text(app)
        seen = text(app)
        for _ in range(9):
            await pilot.press("pagedown")
            seen += text(app)
        assert all(f"user{n}" in seen for n in range(90))
        assert "the last" in text(app)
        assert "the last" not in seen[: len(text(app))]


async def test_a_short_certificate_needs_no_scrolling_where_there_is_room() -> None:
    rows = [(f"Label {n}", "value") for n in range(9)]
    dialog = CertificateDialog(
        "Certificate of k-cert.pub", rows, [Option("attach", "Attach")], {"attach": "x"}
    )
    app = DialogApp(dialog)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Label 8" in text(app)
        assert "scroll" not in text(app)


async def test_danger_shows_without_colour() -> None:
    app = DialogApp(
        ConfirmDialog("Remove the passphrase?", "Who has the file has the key", "Remove it", danger=True)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "! Who has the file has the key" in text(app)
        assert "y Yes, remove it [n No]" in text(app)
        assert "y yes   n no" in text(app)


# Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("id_rsa", "id_rsa.pub", "b[red]\x1b[2J.ppk"):
        (tmp_path / name).touch()
    (tmp_path / "archive").mkdir()
    return tmp_path


async def test_tab_completes_and_shows_how_it_may_go_on(folder: Path) -> None:
    app = DialogApp(PathDialog("Go to", folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i", "tab")
        await until(pilot, lambda: "id_rsa.pub" in text(app))
        assert app.screen.query_one(TextField).value == "id_rsa"
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [folder / "id_rsa"]


async def test_after_tab_a_proposed_path_is_gone_on_with_not_replaced(folder: Path) -> None:
    app = DialogApp(PathDialog("Go to", folder, "id_r"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab")
        await until(pilot, lambda: app.screen.query_one(TextField).value == "id_rsa")
        await pilot.press("?")
        assert app.screen.query_one(TextField).value == "id_rsa?"
        await pilot.press("tab")
        await until(pilot, lambda: "begins with id_rsa?" in " ".join(text(app).replace("│", "").split()))
        await pilot.press("x")
        assert app.screen.query_one(TextField).value == "id_rsa?x"


async def test_tab_says_when_nothing_goes_on_and_keeps_what_was_typed(folder: Path) -> None:
    app = DialogApp(PathDialog("Go to", folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"zzz", "tab")
        # Where it breaks depends on how long the name of the folder is.
        await until(pilot, lambda: "begins with zzz" in " ".join(text(app).replace("│", "").split()))
        assert app.screen.query_one(TextField).value == "zzz"
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]


async def test_names_in_the_folder_are_shown_escaped(folder: Path) -> None:
    app = DialogApp(PathDialog("Go to", folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab")
        await until(pilot, lambda: "archive/" in text(app))
        assert r"b[red]\x1b[2J.ppk" in text(app)


async def test_enter_without_a_path_says_what_to_do(folder: Path) -> None:
    app = DialogApp(PathDialog("Go to", folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "Type a path first" in text(app)
        assert app.answers == []


async def test_where_a_file_is_asked_for_only_one_that_is_there_is_an_answer(folder: Path) -> None:
    app = DialogApp(PathDialog("Sign which file?", folder, of_file=True))
    async with app.run_test(size=(80, 24)) as pilot:
        for typed, words in (("nothing", "! nothing is not in"), ("archive", "! archive is a folder")):
            await pilot.press("ctrl+u", *typed, "enter")
            await shows(pilot, words)
            assert app.answers == []
        await pilot.press("ctrl+u", *"id_rsa", "enter")
        await until(pilot, lambda: app.answers == [folder / "id_rsa"])


# Agent


async def test_a_length_of_time_that_is_none_is_told_while_it_is_typed() -> None:
    app = DialogApp(AgentAddDialog("id_rsa"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"1x")
        await until(pilot, lambda: "! 1x is not a length of time" in text(app))
        await pilot.press("backspace", "h")
        await until(pilot, lambda: "!" not in text(app))
        await pilot.press("ctrl+u", "0")
        await until(pilot, lambda: "It would expire at once" in text(app))
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == []


# Behind the help or a question


async def test_an_answer_that_comes_behind_something_waits_until_it_is_closed() -> None:
    go_on = asyncio.Event()

    async def attempt(secret: Secret, _lifted: bool) -> Secret:
        await go_on.wait()
        return secret

    app = DialogApp(PassphraseDialog("id_rsa", attempt))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*CANARY, "enter")
        app.push_screen(in_front := ConfirmDialog("Now?", "It is asked"))
        await pilot.pause()
        go_on.set()
        await pilot.pause(0.05)
        assert app.screen is in_front
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [Tried(Secret(CANARY))]


async def test_private_numbers_are_gone_at_once_when_it_locks_behind_something() -> None:
    numbers = (Number("modulus", "0x1"), Number("private_exponent", CANARY, private=True))
    app = DialogApp(dialog := NumbersDialog("id_rsa", numbers, private=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert CANARY in text(app)
        app.push_screen(ConfirmDialog("Now?", "It is asked"))
        await pilot.pause()
        assert dialog.drop_secrets()
        await pilot.pause()
        assert not any(CANARY in str(words.content) for words in dialog.query(Words))
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [False]

"""Every place of the program at which a user may rest, and the keys that lead there from the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from tests.pty.session import Session

F2, F3, F4, F10 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[21~"
ESCAPE = "\x1b"
YES = "y"
"""The answer to a question that does what was asked about."""


class Place(NamedTuple):
    """Where to rest."""

    name: str
    there: str
    """Keys."""
    shown: str
    """What is on the screen then, and was not before."""
    back: str = ESCAPE
    """Keys."""
    asks: bool = False
    """Whether it asks before it is left."""


PLACES: Final = (
    Place("the list of keys", "", "[Keys]", ""),
    Place("the details", "\t", ""),
    Place("the filter, typed in", "/al", "/", ESCAPE + ESCAPE),
    Place("the path, typed in", "O", "Tab"),
    Place("a passphrase, asked for", "u", "Passphrase"),
    Place("the help", "?", "What can be done here"),
    Place("the actions", ":", "Every action"),
    Place("what works with it", "w", " accept"),
    Place("the settings", ",", "ettings"),
    Place("making a key", F3, "[ Generate ]", F2),
    Place("making a key, in its comment", f"{F3}\t\t\t\tx", "x", F2, asks=True),
    Place("converting", F4, "[Convert]", F2),
)


def visit(session: Session, place: Place) -> None:
    """Go there from the list of keys, and wait for rest."""
    session.send(place.there)
    session.wait_for(place.shown)
    session.settle(0.15)


def leave(session: Session, place: Place) -> None:
    """Back to the list of keys."""
    for key in [place.back] if place.back == F2 else place.back:
        session.send(key)
        session.settle(0.15)  # an Escape that comes with another byte is another key
    if place.asks:
        agree(session, "Leave this form?")
    session.wait_for("[Keys]")


def agree(session: Session, question: str = "Generate without a passphrase?") -> None:
    """Answer a question with yes, when it is asked."""
    session.wait_for(question)
    session.settle()  # what is typed before the question could be read answers nothing
    session.send(YES)


def go_back(session: Session) -> None:
    """Press the key that is asked for below all that has run, not below what ran before it."""
    asked = "Press a key to go back to keywright"
    session.wait_until(lambda: session.text().rstrip().endswith(asked), f"{asked!r} is not shown last")
    session.send(" ")

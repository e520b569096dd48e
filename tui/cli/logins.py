"""What a login came to, as JSON: for ``why --try`` and all that proves a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import json_objects, next_steps

if TYPE_CHECKING:
    from ..keyops.logins.answers import LoginAnswer


def login_object(answer: LoginAnswer) -> dict[str, Any]:
    """A login as an object."""
    text = json_objects.text
    return {
        "id": answer.id,
        "title": text(answer.title),
        "hint": text(next_steps.hint(answer)),
        "key": answer.used and text(answer.used.name),
        "shown": [
            {"name": text(one.name), "sha256": one.sha256 or None, "outcome": answer.outcome(one)}
            for one in answer.shown
        ],
    }

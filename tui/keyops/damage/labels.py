"""Damage to labels: a body under the label of another, or BEGIN and END lines that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import armour_lines, identity, label_readers, quick_check
from .base import ARMOURED, Container, DamageKind, Seen, spliced
from .text import body_of

if TYPE_CHECKING:
    from .text import ArmourBlock, Text

_WRONG: Final = {
    Container.OPENSSH: "SP",
    Container.PEM: "SP",
    Container.PEM_LOCKED: "SO",
    Container.PKCS8: "S",
    Container.SSHCOM: "P",
}
"""Who refuses a wrong label at the least."""


def _right_label(text: Text, block: ArmourBlock) -> str:
    """The label that the body asks for; that of the BEGIN line where the body says nothing."""
    inside = text.inside(block)
    if block.label == "EC PARAMETERS" or b"DEK-Info" in inside:
        return block.label
    body = body_of(inside) or b""
    if block.label == "PUBLIC KEY" and identity.type_of_blob(body):
        return "SSH2 PUBLIC KEY"
    return identity.label_of(body) or block.label


def _wrong_labels(text: Text) -> list[tuple[armour_lines.Edge, armour_lines.Edge, str]]:
    """BEGIN and END of each block that is labelled wrong, and the right label."""
    return [
        (block.begin, block.end, label)
        for block in text.blocks
        if block.begin is not None and block.end is not None
        for label in (_right_label(text, block),)
        if {block.begin.label, block.end.label} != {label}
    ]


def _find_wrong_label(text: Text) -> Seen | None:
    wrong = _wrong_labels(text)
    if not wrong:
        return None
    begin, end, label = wrong[0]
    title = f"The label says {begin.label}, but the body is {label}"
    if begin.label != end.label and begin.label == label:
        title = f"The END line says {end.label}, the BEGIN line {label}"
    refused = label_readers.refusing(label, begin.label, end.label, _body(text, begin) or b"")
    return Seen(title, f"change the label to {label}", refused=refused)


def _body(text: Text, begin: armour_lines.Edge) -> bytes | None:
    block = next(block for block in text.blocks if block.begin is begin)
    return body_of(text.inside(block))


def _repair_wrong_label(text: Text) -> bytes:
    return spliced(
        text.data,
        (
            (edge.start, edge.end, quick_check.edge(edge.word, label))
            for begin, end, label in _wrong_labels(text)
            for edge in (begin, end)
        ),
    )


WRONG_LABEL: Final = DamageKind(
    "wrong-label",
    "Wrong label",
    "the body is not what BEGIN says, or END says something else",
    "the label of the body",
    _WRONG,
    _find_wrong_label,
    _repair_wrong_label,
    only=ARMOURED,
)

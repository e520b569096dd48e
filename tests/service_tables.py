"""The tables of docs/services.md: every profile with its date and confidence, traits, and the agreement."""

from __future__ import annotations

from tests.interop.clients import agreement
from tui.keyops.damage.diagnosis import DAMAGES
from tui.keyops.services import catalogue
from tui.keyops.services.traits import CONTENT, known


def tables() -> dict[str, str]:
    """By the name of their marks."""
    return {"services": service_table(), "traits": trait_table(), "agreement": agreement_table()}


def service_table() -> str:
    """One row for each profile."""
    lines = [
        "| id | service or client | also | category | wants | like | confidence | checked |",
        "|---|---|---|---|---|---|---|---|",
    ]
    profiles = catalogue().profiles
    ids = {made.label: made.id for made in profiles.values()}
    for made in profiles.values():
        like = f"`{ids[made.like]}`" if made.like else ""
        half = {"private": "private key", "public": "public key", "either": "either"}[made.half]
        also = ", ".join(made.also)
        cells = [f"`{made.id}`", made.label, also, str(made.category), half, like, str(made.confidence)]
        cells.append(made.checked.isoformat())
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def trait_table() -> str:
    """One row for each thing that a rule can see in a file."""
    lines = ["| id | what it is | where nobody has looked |", "|---|---|---|"]
    usual = {"read": "accepted", "doubted": "may be refused", "refused": "refused"}
    lines += [f"| `{trait.id}` | {trait.words} | {usual[trait.usual]} |" for trait in CONTENT.values()]
    lines += [
        f"| `{row.id}` | {row.title} | as OpenSSH and PuTTYgen do |" for row in DAMAGES if row.id in known()
    ]
    return "\n".join(lines)


def agreement_table() -> str:
    """One row for each client that the matrix asks."""
    lines = [
        "| client | agreed | may be refused | falsely accepted | falsely refused | by chance |",
        "|---|---|---|---|---|---|",
    ]
    profiles = catalogue().profiles
    for name, row in agreement.known().items():
        cells = (row.agree, row.hedged, row.false_accepts, row.false_refusals, row.chance)
        lines.append(f"| {profiles[name].label} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)

"""What the Deploy page shows of a key and a service, and the text of a private key that is copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...keyops.conversion.exporting import export
from ...keyops.errors import UnsupportedConversionError
from ...keyops.files import storage
from ...keyops.inspection.report import Kind
from ...keyops.services import subject as judging
from ...keyops.services.checking import State
from ...keyops.services.deployment import Deliverable, offers
from ..public_text import public_text

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.services.rules import Profile
    from ...messages import PublicKeyText


@dataclass(frozen=True, slots=True)
class Deployment:
    """A key at a service."""

    path: Path
    profile: Profile
    private: bool
    """Whether the file holds the private half."""
    locked: bool
    public: PublicKeyText | None
    """None where it is locked away."""
    refusal: str
    """Why the service does not take it; empty when it does."""
    offers: tuple[Deliverable, ...]


def look(path: Path, profile: Profile) -> Deployment:
    """Find out what can be handed over.

    Raises:
        KeyOpsError: the file cannot be read, or holds no key.
    """
    subject = judging.look(path)
    if subject is None:
        raise UnsupportedConversionError(f"{path.name} holds no key", "Choose a key file")
    key = subject.key
    verdict = judging.judge(subject, profile)
    private = key.kind is Kind.PRIVATE
    return Deployment(
        path,
        profile,
        private,
        key.encryption is not None,
        public_text(subject.report),
        verdict.reasons[0].words if verdict.state is State.REFUSES else "",
        offers(profile, private=private, family=key.public.family if key.public else ""),
    )


def private_form(path: Path, offer: Deliverable) -> str:
    """The private half in a form. What is returned is copied at once, and kept nowhere.

    Raises:
        KeyOpsError: the file cannot be read, or is not text.
    """
    try:
        return export(storage.read_key_file(path), offer.form).decode("utf-8")
    except UnicodeDecodeError:
        raise UnsupportedConversionError(
            f"{path.name} is not text, and cannot be pasted", "Upload the file itself"
        ) from None

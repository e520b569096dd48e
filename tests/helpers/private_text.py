"""What of the private key files of the museum must stand nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
MUSEUM = [CORPUS / name for name in ("openssh-10.5", "openssl-3.0", "puttygen-0.78", "jwk", "ppk1")]
_BODY = re.compile(r"[A-Za-z0-9+/=_-]{40,}")


def private_bodies() -> set[str]:
    """Lines of base64 and numbers of every file with a private key; of its public half those too."""
    found: set[str] = set()
    for path in (each for folder in MUSEUM for each in folder.rglob("*") if each.is_file()):
        text = path.read_bytes().decode("latin-1")
        if "PRIVATE" in text or "Private-Lines" in text or '"d"' in text:
            found |= {body for body in _BODY.findall(text) if len(set(body)) > 1}
    return found

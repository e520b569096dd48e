"""What the Generate screen tells of a key it made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.messages import KeyGenerated, PublicKeyText, ResultFile

if TYPE_CHECKING:
    from pathlib import Path

BLOB = "AAAAB3NzaC1yc2EAAAADAQAB" + "AAACAQC7rn0H3b" * 50


ART = "\n".join(["+---[RSA 4096]----+", *["|       .o=*.     |"] * 9, "+----[SHA256]-----+"])


def message(folder: Path, comment: str = "kai@build01") -> KeyGenerated:
    return KeyGenerated(
        headline="id_rsa_jira.pem was made",
        container="PEM (PKCS#1, SEC1)",
        key=PublicKeyText(
            "id_rsa_jira.pem",
            "RSA 4096",
            f"ssh-rsa {BLOB} {comment}",
            "SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE",
            comment,
        ),
        randomart=ART,
        files=(
            ResultFile(folder / "id_rsa_jira.pem", 0o600, private=True),
            ResultFile(folder / "id_rsa_jira.pub", 0o644, private=False),
        ),
        notes=("PEM encryption is weak: protect the private key file",),
    )

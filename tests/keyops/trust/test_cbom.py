"""A bill of materials is valid CycloneDX 1.6, the same each time, and has nothing private in it."""

from __future__ import annotations

import functools
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import certificate_samples
from tests.helpers.certificate_samples import certify, signer
from tests.helpers.keys import make
from tests.helpers.private_text import CORPUS, MUSEUM, private_bodies
from tests.helpers.verbs import keywright
from tests.helpers.weak_keys import WEAK
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.mldsa import MldsaPrivateKey
from tui.keyops.secret import Secret
from tui.keyops.trust import cbom
from tui.keyops.trust.auditing import audit

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("ed25519", "rsa", "ecdsa256", "ecdsa384", "ecdsa521", "dsa", "ed448")


@functools.cache
def problem_of(text: str) -> object:
    """What the judge has against a document; None when it is valid. Loading the judge takes seconds."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)


def report(*paths: Path) -> dict[str, Any]:
    """The document, which is valid and the same twice."""
    data = cbom.encode(audit(paths), "1.2.3")
    assert problem_of(data.decode()) is None
    assert cbom.encode(audit(paths), "1.2.3") == data
    told: dict[str, Any] = json.loads(data)
    return told


def assets(told: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in told["components"] if one["cryptoProperties"]["assetType"] == kind]


def material(told: dict[str, Any]) -> list[dict[str, Any]]:
    each = (one["cryptoProperties"] for one in assets(told, "related-crypto-material"))
    return [one["relatedCryptoMaterialProperties"] for one in each]


def test_the_judge_refuses_what_is_no_bill_of_this_version(tmp_path: Path) -> None:
    told = report(tmp_path)
    assert problem_of(json.dumps({**told, "surplus": 1})) is not None
    assert problem_of(json.dumps({**told, "components": [{"type": "key", "name": "a"}]})) is not None


def test_a_key_stands_once_with_each_of_its_places(tmp_path: Path) -> None:
    line = authorized_line(make("ed25519").public, b"me@here")
    (tmp_path / "id.pub").write_text(line + "\n")
    (tmp_path / "authorized_keys").write_text(f"# of mine\nno-pty {line}\n")
    (tmp_path / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    told = report(tmp_path)
    private, public = assets(told, "related-crypto-material")
    assert [one["type"] for one in material(told)] == ["private-key", "public-key"]
    assert len({one["id"] for one in material(told)}) == 1
    assert material(told)[0]["securedBy"] == {"mechanism": "no passphrase"}
    assert private["evidence"]["occurrences"][0]["location"] == str(tmp_path / "id")
    assert public["evidence"]["occurrences"] == [
        {
            "location": str(tmp_path / "authorized_keys"),
            "line": 2,
            "additionalContext": "openssh-public, me@here",
        },
        {"location": str(tmp_path / "id.pub"), "line": 1, "additionalContext": "openssh-public, me@here"},
    ]
    (algorithm,) = assets(told, "algorithm")
    facts = algorithm["cryptoProperties"]["algorithmProperties"]
    assert (algorithm["name"], facts["curve"], facts["classicalSecurityLevel"]) == (
        "Ed25519",
        "other/Ed25519",
        128,
    )
    assert {one["algorithmRef"] for one in material(told)} == {algorithm["bom-ref"]}


def test_each_key_type_is_an_algorithm_with_its_strength(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / f"{name}.pub").write_bytes(pack_public(make(name).public, "openssh-public", b"").data)
    mldsa = MldsaPrivateKey.from_seeds(bytes(64)).public
    (tmp_path / "mldsa.pub").write_text(authorized_line(mldsa, b"") + "\n")
    for source in sorted((CORPUS / "openssh-10.5").glob("*sk*.pub")):
        shutil.copy(source, tmp_path)
    algorithms = assets(report(tmp_path), "algorithm")
    levels = {
        one["name"]: (facts.get("classicalSecurityLevel"), facts.get("nistQuantumSecurityLevel"))
        for one in algorithms
        for facts in (one["cryptoProperties"]["algorithmProperties"],)
    }
    assert levels.items() >= {
        "Ed25519": (128, 0), "RSA 2048": (112, 0), "ECDSA 256": (128, 0), "ECDSA 384": (192, 0),
        "ECDSA 521": (256, 0), "DSA 1024": (80, 0), "Ed448": (224, 0), "ML-DSA 44 + Ed25519": (128, 2),
    }.items()  # fmt: skip
    tokens = [one for one in algorithms if one["name"].startswith("FIDO")]
    assert tokens
    for one in tokens:
        assert one["cryptoProperties"]["algorithmProperties"]["executionEnvironment"] == "hardware"


def test_a_certificate_refers_to_its_key_and_says_how_it_was_signed(tmp_path: Path) -> None:
    blob = certify(*signer("rsa-sha2-512"), valid=(86_400, 2 * 86_400))
    (tmp_path / "id-cert.pub").write_bytes(certificate_samples.line(blob))
    told = report(tmp_path)
    (one,) = assets(told, "certificate")
    facts = one["cryptoProperties"]["certificateProperties"]
    refs = {each["bom-ref"] for each in told["components"]}
    assert {facts["signatureAlgorithmRef"], facts["subjectPublicKeyRef"]} <= refs
    assert facts["signatureAlgorithmRef"] == "signature:rsa-sha2-512"
    assert facts["issuerName"].startswith("SHA256:")
    assert facts["notValidBefore"] == "1970-01-02T00:00:00Z"
    assert facts["notValidAfter"] == "1970-01-03T00:00:00Z"
    needs = {each["ref"]: each["dependsOn"] for each in told["dependencies"]}
    assert set(needs[one["bom-ref"]]) == {facts["signatureAlgorithmRef"], facts["subjectPublicKeyRef"]}


def test_what_is_weak_or_revoked_says_so(tmp_path: Path, fence: Path) -> None:
    path = tmp_path / "token.pub"
    path.write_bytes(pack_public(WEAK["rsa-roca"], "openssh-public", b"token").data)
    told = report(path)
    (one,) = assets(told, "related-crypto-material")
    assert {"name": "keywright:finding", "value": "rsa-roca"} in one["properties"]
    assert "state" not in material(told)[0]
    revoked = tmp_path / "revoked"
    revoked.write_bytes(path.read_bytes())
    done = keywright("audit", "--report", "cbom", "--revoked", revoked, path)
    assert done.returncode == 1
    assert problem_of(done.stdout.decode()) is None
    assert material(json.loads(done.stdout))[0]["state"] == "deactivated"


def test_a_locked_key_is_told_with_its_encryption_whether_its_public_half_is_there_or_not(
    tmp_path: Path,
) -> None:
    key = make("rsa")
    (tmp_path / "locked.pem").write_bytes(pack(key, "pem", Protection(Secret(b"a passphrase"))).data)
    told = report(tmp_path)
    (one,) = material(told)
    assert one["type"] == "private-key"
    assert "id" not in one
    assert "AES" in one["securedBy"]["mechanism"]
    (tmp_path / "locked.pem.pub").write_bytes(pack_public(key.public, "openssh-public", b"").data)
    private, public = material(report(tmp_path))
    assert (private["id"], private["securedBy"]) == (public["id"], one["securedBy"])


@pytest.mark.long
def test_nothing_private_of_any_key_of_the_museum_is_in_it() -> None:
    """No number of a private key in any usual spelling, and no base64 line of a private file."""
    data = cbom.encode(audit(MUSEUM, descend=True), "1.2.3").decode()
    assert problem_of(data) is None
    assert len(json.loads(data)["components"]) > 50
    bodies = private_bodies()
    assert len(bodies) > 1000
    assert [body for body in bodies if body in data] == []


@pytest.mark.parametrize("name", ["a\nb", "\x1b[2J", "\udcff", "\u202e", '"', "\ud7ff\ufffe"], ids=ascii)
def test_a_hostile_name_or_comment_makes_no_other_document(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    line = authorized_line(make("ed25519").public, b"") + " " + name.replace("\n", "")
    (folder / "authorized_keys").write_text(line + "\n", "utf-8", "surrogateescape")
    done = keywright("audit", "--report", "cbom", "-r", tmp_path)
    assert not set(done.stdout) - {10, *range(32, 127)}, "it acts in no terminal"
    assert problem_of(done.stdout.decode()) is None
    (one,) = assets(json.loads(done.stdout), "related-crypto-material")
    assert one["evidence"]["occurrences"][0]["line"] == 1


def test_a_report_is_not_json_or_the_checks_too() -> None:
    assert b"cannot be used together" in keywright("audit", "--report", "cbom", "--json", ".").stderr
    assert keywright("audit", "--report", "cbom", "--checks").returncode == 2

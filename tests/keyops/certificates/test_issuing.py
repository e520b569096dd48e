"""What an authority signs: the same bytes as OpenSSH, refusals before any secret, and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.certificate_samples import ALICE, CORPUS, private_of, said_by
from tests.helpers.keys import make
from tui.keyops.certificates import issuing as certifying
from tui.keyops.certificates import options as certificate_options
from tui.keyops.certificates.description import allowance, facts, trust_words
from tui.keyops.certificates.issuing import CertificateRequest
from tui.keyops.certificates.options import Options
from tui.keyops.certificates.validity import Validity
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.encoding.wire import Reader
from tui.keyops.errors import CertificateError, KeyOpsError, PassphraseRequiredError
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import read
from tui.keyops.keys.certificate import FOREVER, HOST, USER
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.mldsa import MldsaPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.verification import SignatureState, signature_state
from tui.keyops.secret import Secret

DEFAULTS = (
    b"permit-X11-forwarding",
    b"permit-agent-forwarding",
    b"permit-port-forwarding",
    b"permit-pty",
    b"permit-user-rc",
)
RSA = pack(make("rsa"), "pem").data
ED = pack(make("ed25519"), "openssh").data
LINE = pack_public(make("ed25519").public, "openssh-public", b"x").data
PUTTY = CORPUS.with_name("puttygen-0.78")
CERTIFICATES = sorted(path.name for path in CORPUS.glob("*-cert.pub"))


def request(**changes) -> CertificateRequest:
    kind = changes.get("kind", USER)
    given = {
        "kind": kind,
        "key_id": b"the id",
        "principals": (b"alice",),
        "validity": Validity(0, 2_000_000_000),
        "options": certificate_options.parse(changes.pop("words", ()), kind),
    }
    return CertificateRequest(**{**given, **changes})


def names(pairs) -> list[bytes]:
    return [name for name, _ in pairs]


# Bytes


def nonce_of(blob: bytes) -> bytes:
    reader = Reader(blob, "certificate")
    reader.string("the name")
    return reader.string("the nonce")


@pytest.mark.parametrize("name", CERTIFICATES)
def test_the_signed_bytes_are_those_of_openssh_but_for_the_nonce(name: str) -> None:
    certificate = read((CORPUS / name).read_bytes())[0].certificate
    made = certifying.body(certificate.public, certificate.authority, said_by(certificate))
    assert nonce_of(made) != nonce_of(certificate.blob)
    assert made.replace(nonce_of(made), nonce_of(certificate.blob), 1) == certificate.signed


def test_each_certificate_has_a_nonce_of_its_own() -> None:
    found = {nonce_of(certifying.body(ALICE, ALICE, request())) for _ in range(3)}
    assert (len(found), {len(nonce) for nonce in found}) == (3, {32})


@pytest.mark.parametrize("name", ["rsa", "ecdsa256", "ecdsa384", "ecdsa521", "ed25519", "mldsa"])
def test_an_authority_of_every_type_signs_what_verifies(name: str) -> None:
    private = MldsaPrivateKey.from_seeds(bytes(64)) if name == "mldsa" else make(name).private
    certificate = certifying.certify(private, ALICE, request(serial=7))
    assert signature_state(certificate) is SignatureState.VALID
    assert (certificate.serial, certificate.principals, certificate.public) == (7, (b"alice",), ALICE)
    assert certificate.authority == private.public


@pytest.mark.parametrize("algorithm", ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"])
def test_an_rsa_authority_signs_with_the_hash_it_is_told(algorithm: str) -> None:
    certificate = certifying.certify(make("rsa").private, ALICE, request(algorithm=algorithm))
    assert certificate.signature_algorithm == algorithm
    assert signature_state(certificate) is SignatureState.VALID


@pytest.mark.parametrize("name", ["id_ed25519-sk", "id_ecdsa-sk", "id_mldsa44-ed25519", "id_rsa-2048"])
def test_keys_of_every_type_are_certified(name: str) -> None:
    public = read((CORPUS / f"{name}.pub").read_bytes())[0].public
    certificate = certifying.certify(make("ed25519").private, public, request(words=("no-touch-required",)))
    assert certificate.public == public
    assert signature_state(certificate) is SignatureState.VALID


@pytest.mark.parametrize("container", ["ppk3", "pem", "pkcs8", "openssh"])
def test_the_authority_may_lie_in_any_container_and_be_locked(container: str) -> None:
    pair = make("ecdsa256")
    lock = (
        Protection(Secret("correct horse"), rounds=2)
        if container == "openssh"
        else Protection(Secret("correct horse"))
    )
    data = pack(pair, container, lock).data
    (made,) = certifying.sign(data, [(ALICE, request())], Secret("correct horse"))
    assert (made.authority, signature_state(made)) == (pair.public, SignatureState.VALID)
    with pytest.raises(PassphraseRequiredError):
        certifying.sign(data, [(ALICE, request())])


# Options


def test_a_user_certificate_permits_all_by_default_and_a_host_certificate_nothing() -> None:
    user, host = certificate_options.parse((), USER), certificate_options.parse((), HOST)
    assert tuple(names(user.extensions)) == DEFAULTS
    assert (user.critical, host) == ((), Options())


def test_options_go_in_order_and_stand_sorted() -> None:
    words = (
        "no-pty", "clear", "PERMIT-PTY", "permit-X11-forwarding", "verify-required", "no-touch-required",
        "source-address=10.0.0.0/8,::1/128,192.0.2.7", "force-command=/bin/date -u=x", "extension:a@b=c=d",
        "extension:flag", "critical:z=", "permit-user-rc", "no-user-rc",
    )  # fmt: skip
    found = certificate_options.parse(words, USER)
    assert found.critical == (
        (b"force-command", b"\0\0\0\x0e/bin/date -u=x"),
        (b"source-address", b"\0\0\0\x1c10.0.0.0/8,::1/128,192.0.2.7"),
        (b"verify-required", b""),
        (b"z", b"\0\0\0\0"),
    )
    assert found.extensions == (
        (b"a@b", b"\0\0\0\x03c=d"),
        (b"flag", b""),
        (b"no-touch-required", b""),
        (b"permit-X11-forwarding", b""),
        (b"permit-pty", b""),
    )


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        (USER, ["permit-root"], "not a certificate option"),
        (USER, ["no-pty=1"], "not a certificate option"),
        (USER, ["force-command="], "needs a value"),
        (USER, ["force-command=a", "force-command=b"], "given twice"),
        (USER, ["extension:a=1", "extension:a=2"], "given twice"),
        (USER, ["extension:=1"], "has no name"),
        (USER, ["critical:force-command=a"], "option of its own"),
        (USER, ["extension:permit-pty"], "option of its own"),
        (USER, ["source-address=10.0.0.1/8"], "neither an address nor a network"),
        (USER, ["source-address=10.0.0.0/8, 10.1.0.0/16"], "neither an address nor a network"),
        (USER, ["source-address=10.0.0.0/33"], "neither an address nor a network"),
        (USER, ["source-address=10.0.0.0/255.0.0.0"], "no mask length"),
        (USER, ["source-address=!10.0.0.0/8"], "neither an address nor a network"),
        (USER, ["source-address=host.example"], "neither an address nor a network"),
        (HOST, ["permit-pty"], "no meaning in a host certificate"),
        (HOST, ["force-command=a"], "no meaning in a host certificate"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else None,
)
def test_an_option_that_means_nothing_is_refused_with_the_next_step(kind, words, why) -> None:
    with pytest.raises(CertificateError) as caught:
        certificate_options.parse(words, kind)
    assert why in caught.value.title
    assert caught.value.hint


def test_bits_behind_a_mask_are_answered_with_the_network() -> None:
    with pytest.raises(CertificateError) as caught:
        certificate_options.parse(["source-address=10.1.2.3/8"], USER)
    assert caught.value.hint.endswith("10.0.0.0/8")


def test_principals_and_serials_are_read_or_refused() -> None:
    assert certifying.principals_of("alice, bob,größe") == (b"alice", b"bob", "größe".encode())
    assert certifying.principals_of("  ") == ()
    assert (certifying.serial_of("+7"), certifying.serial_of(str(2**64 - 1))) == (
        (7, True),
        (2**64 - 1, False),
    )
    for text in ("a,,b", "a,a", ",".join(map(str, range(257)))):
        with pytest.raises(CertificateError):
            certifying.principals_of(text)
    for text in ("", "-1", "0x5", "1.5", str(2**64), "+", "\u0663"):
        with pytest.raises(CertificateError):
            certifying.serial_of(text)


# Refusals that need no passphrase


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("id_ed25519-cert.pub", "is a certificate: a CA signs with its private key"),
        ("id_ed25519.pub", "is a public key: a CA signs with its private key"),
        ("id_ed25519-sk-locked", "its private key is on a hardware token"),
        ("dsa-1024-locked.ppk", "is a DSA key"),
        ("ed448", "OpenSSH does not know"),
        ("revoked.krl", "a CA signs with its private key"),
    ],
)
def test_what_cannot_be_an_authority_says_why_while_it_is_locked(name: str, why: str, tmp_path: Path) -> None:
    if name == "ed448":
        path = saved(tmp_path, name, pack(make(name), "openssh").data)
    else:
        path = (PUTTY if name.startswith("dsa") else CORPUS) / name
    assert why in certifying.why_not_authority(inspect_file(path))


def test_a_locked_pem_authority_is_judged_by_the_pub_beside_it(tmp_path: Path) -> None:
    path = saved(tmp_path, "ca", (PUTTY / "dsa-1024-private-openssh-locked").read_bytes())
    assert certifying.why_not_authority(inspect_file(path)) is None
    saved(tmp_path, "ca.pub", (PUTTY / "dsa-1024-public-openssh.pub").read_bytes())
    assert "is a DSA key" in certifying.why_not_authority(inspect_file(path))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("id_ed25519-cert.pub", "is already a certificate"),
        ("id_rsa-2048-pem-locked", "use its .pub file"),
        ("revoked.krl", "it holds no key"),
    ],
)
def test_what_cannot_be_certified_says_why(name: str, why: str, tmp_path: Path) -> None:
    path = saved(tmp_path, name, (CORPUS / name).read_bytes())
    assert why in certifying.why_not_subject(inspect_file(path))


def test_types_without_a_certificate_form_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "k", pack(make("ed448"), "openssh").data)
    assert "no certificates for Ed448 keys" in certifying.why_not_subject(inspect_file(path))
    with pytest.raises(CertificateError):
        certifying.certify(make("ed25519").private, make("ed448").public, request())
    for private in (make("ed448").private, make("dsa").private, private_of("id_ed25519-sk")):
        with pytest.raises(KeyOpsError):
            certifying.certify(private, ALICE, request())


def test_the_certificate_lies_where_ssh_looks() -> None:
    for name, beside in (
        ("id.pub", "id-cert.pub"),
        ("id", "id-cert.pub"),
        ("b.ppk", "b-cert.pub"),
        ("k.pem", "k.pem-cert.pub"),
    ):
        assert certifying.certificate_path(Path("/x") / name) == Path("/x") / beside


# Words


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"validity": Validity(0, FOREVER)}, {"sign-forever"}),
        ({"validity": Validity(0, 1000)}, {"sign-past"}),
        ({"principals": ()}, {"sign-principals"}),
        ({"words": ("critical:new@example.com",)}, {"sign-critical"}),
        ({"words": ("verify-required",)}, {"sign-token"}),
        ({"algorithm": "ssh-rsa"}, {"sign-sha1"}),
    ],
    ids=lambda value: next(iter(value), "nothing") if isinstance(value, dict) else None,
)
def test_what_is_doubtful_is_told_before_signing(changes, expected) -> None:
    found = certifying.cautions(request(**changes), ALICE, make("rsa").public, now=1_790_000_000)
    assert {finding.id for finding in found} == expected
    assert all(finding.hint for finding in found)


def test_a_small_rsa_authority_and_a_dsa_key_are_told() -> None:
    small = read(b"ssh-rsa " + _small_rsa() + b"\n")[0].public
    found = certifying.cautions(request(), make("dsa").public, small, now=1_790_000_000)
    assert [finding.id for finding in found] == ["sign-dsa", "sign-small-rsa"]
    assert "OpenSSH refuses it" in found[1].title


def _small_rsa() -> bytes:
    import base64

    from tui.keyops.encoding import wire

    return base64.b64encode(wire.string("ssh-rsa") + wire.mpint(65537) + wire.mpint(2**767 + 1))


def test_the_words_say_what_a_user_certificate_allows() -> None:
    made = request(
        principals=(b"deploy", b"root"),
        words=(
            "no-x11-forwarding",
            "no-user-rc",
            "force-command=date",
            "source-address=10.0.0.0/8,::1",
            "extension:x=y",
        ),
    )
    assert allowance(made) == (
        ("Lets", "deploy and root log in, until 2033-05-18 03:33 UTC"),
        ("Only runs", "date (whatever the client asks for)"),
        ("Only from", "10.0.0.0/8, ::1"),
        ("May", "open a terminal, forward the agent and forward ports"),
        ("May not", "forward X11 or run ~/.ssh/rc"),
        ("Says", "x y"),
    )
    nobody = dict(allowance(request(principals=(), words=("clear",))))
    assert nobody["Lets"].startswith("nobody")
    assert nobody["May"] == "do anything that needs a permission"


def test_the_words_say_what_a_host_certificate_proves_and_needs() -> None:
    made = request(kind=HOST, principals=(b"a.example", b"b.example", b"10.0.0.1"))
    ((label, words),) = allowance(made)
    assert (label, words) == (
        "Proves",
        "to clients that the server is a.example, b.example and 10.0.0.1, until 2033-05-18 03:33 UTC",
    )
    assert (
        trust_words(HOST, ALICE)
        == f"@cert-authority with the key {sha256(ALICE)} in known_hosts of each client"
    )
    assert "TrustedUserCAKeys" in trust_words(USER, None)


def test_the_facts_of_a_certificate_are_plain_data() -> None:
    made = certifying.certify(
        make("ed25519").private,
        ALICE,
        request(serial=2**64 - 1, principals=(b"\xff",), words=("clear", "force-command=a")),
    )
    found = facts(made)
    assert (found["type"], found["serial"], found["principals"]) == ("user", 2**64 - 1, ["\\xff"])
    assert (found["valid_after"], found["valid_before"]) == (None, 2_000_000_000)
    assert (found["critical_options"], found["extensions"]) == ({"force-command": "a"}, {})
    assert (found["signature"], found["authority"]["sha256"]) == ("valid", sha256(make("ed25519").public))


def test_a_pair_of_another_kind_is_no_reason_to_crash(tmp_path: Path) -> None:
    """A key whose .pub is junk is still an authority."""
    path = saved(tmp_path, "ca", pack(KeyPair(make("ed25519").private), "openssh").data)
    (tmp_path / "ca.pub").write_bytes(b"junk")
    assert certifying.why_not_authority(inspect_file(path)) is None


@pytest.mark.parametrize(("data", "family"), [(RSA + ED, "rsa"), (ED + RSA, "ed25519"), (LINE + RSA, "rsa")])
def test_of_several_keys_that_of_ssh_is_the_authority_and_the_subject(
    data: bytes, family: str, tmp_path: Path
) -> None:
    path = tmp_path / "two"
    path.write_bytes(data)
    report = inspect_file(path)
    assert certifying.why_not_authority(report) is None
    assert certifying.authority_of(report).family == family
    assert certifying.why_not_subject(report) is None
    assert certifying.subject_of(report).family == family
    lines = tmp_path / "lines"
    lines.write_bytes(LINE + LINE)
    assert "holds 2 keys" in certifying.why_not_subject(inspect_file(lines))

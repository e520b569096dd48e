"""What a rule can see of a file: each trait, who refuses it, who inherits that, and the fix against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tests.helpers.samples import one_in
from tui.keyops import services
from tui.keyops.conversion.conversion import pack
from tui.keyops.damage import quick_check
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret
from tui.keyops.services import traits
from tui.keyops.services.checking import State, check
from tui.keyops.services.fixing import Fix, apply_fix, plan_fix
from tui.keyops.services.reading import profile_of
from tui.keyops.services.reasons import Cure
from tui.keyops.services.recipes import Recipe
from tui.keyops.services.shape import shape_of
from tui.keyops.services.traits import CONTENT, key_traits, known, traits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.keyops.services.rules import ContainerRule, Profile

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssl-3.0"
PROFILES = services.catalogue().profiles


def file(kind: str, container: str) -> bytes:
    return pack(make(kind), container).data


def ids(data: bytes) -> set[str]:
    return {trait.id for trait in traits_of(data)}


@pytest.mark.parametrize("kind", ["rsa", "ecdsa256", "ed25519"])
@pytest.mark.parametrize("container", ["openssh", "pem", "pkcs8", "ppk2", "ppk3", "sshcom"])
def test_what_we_write_has_no_traits(kind: str, container: str) -> None:
    if (kind, container) in {("ed25519", "pem"), ("ed25519", "sshcom"), ("ecdsa256", "sshcom")}:
        return
    assert ids(file(kind, container)) == set()


SEEN = [
    ("ec-384-parameters", "ec-parameters"),
    ("ec-256-explicit", "ec-explicit"),
    ("ec-384-no-public", "ec-no-public"),
    ("ec-384-compressed", "ec-compressed"),
]


@pytest.mark.parametrize(("name", "trait"), SEEN)
def test_a_trait_of_the_content_is_seen_through_mangled_bytes(name: str, trait: str) -> None:
    data = (CORPUS / name).read_bytes()
    for change in (data, data.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\\n")):
        assert trait in ids(change)


CHANGES = {
    "nul-after": lambda data: data + b"\0",
    "nul-for-newline": lambda data: data.rstrip(b"\n") + b"\0",
    "cr": lambda data: data.replace(b"\n", b"\r"),
    "trailing-blanks": lambda data: data.replace(b"\n", b"  \n"),
    "indented": lambda data: b"  " + data.replace(b"\n", b"\n  "),
    "dashes": lambda data: data.replace(b"-----", b"----"),
    "dashes-more": lambda data: data.replace(b"-----", b"------"),
    "dashes-other": lambda data: data.replace(b"-----", "\N{EM DASH}".encode()),
    "label-small": lambda data: data.replace(b"BEGIN", b"begin").replace(b"END", b"end"),
    "blank-first": lambda data: data.replace(b"-----\n", b"-----\n\n", 1),
    "blank-lines": lambda data: data.replace(b"\n-----END", b"\n\n-----END"),
    "escaped-newlines": lambda data: data.replace(b"\n", b"\\n"),
    "trailing-begin": lambda data: data.replace(b"\n", b" \n", 1),
    "blank-first-too": lambda data: data.replace(b"\n", b"\n\n"),
    "headers-short": lambda data: data.replace(b"-----\n", b"-----\nX-Note: y\n\n", 1),
    "cr-before": lambda data: b"\r\n" + data,
    "bom-later": lambda data: b" \n\xef\xbb\xbf" + data,
    "nul-on-end": lambda data: data.rstrip(b"\n") + b"\0\n",
}
TABS = {
    "tabs-before": (lambda data: b"\t" + data.replace(b"\n", b"\n\t"), "indented"),
    "tabs-behind": (lambda data: data.replace(b"\n", b"\t\n"), "trailing-blanks"),
}


@pytest.mark.parametrize("trait", CHANGES)
@pytest.mark.parametrize(("kind", "container"), [("rsa", "openssh"), ("ed25519", "pkcs8"), ("rsa", "pem")])
def test_a_trait_of_the_bytes_is_seen(trait: str, kind: str, container: str) -> None:
    assert ids(CHANGES[trait](file(kind, container))) == {trait}


@pytest.mark.parametrize("trait", TABS)
def test_a_tab_is_seen_beside_the_blank_that_it_is(trait: str) -> None:
    change, blank = TABS[trait]
    assert ids(change(file("rsa", "pem"))) == {trait, blank}
    assert ids(change(file("rsa", "pem")).replace(b"\t", b" ")) == {blank}


def test_a_tab_behind_the_end_line_alone_is_none_inside() -> None:
    assert ids(file("rsa", "pem").rstrip(b"\n") + b"\t\n") == {"trailing-end"}


def test_other_text_in_place_of_the_end_line_is_told_from_a_line_that_is_lost() -> None:
    cut = file("rsa", "pem").partition(b"-----END")[0]
    assert ids(cut) == {"end-missing"}
    assert "text-for-end" in ids(cut + b"key: |\n")
    assert "end-missing" in ids(cut + b"-----DONE RSA PRIVATE KEY-----\n")


def test_blank_lines_between_the_headers_of_a_ppk_are_told_from_those_in_its_body() -> None:
    data = file("rsa", "ppk2")
    assert ids(data.replace(b"\nComment", b"\n\nComment")) == {"ppk-blank-headers"}
    assert ids(data.replace(b"\nPrivate-Lines", b"\n\nPrivate-Lines")) == {"ppk-blank-lines"}


def test_a_blank_before_a_header_of_a_ppk_is_told_from_one_before_its_body() -> None:
    data = file("rsa", "ppk2")
    assert ids(data.replace(b"\nComment", b"\n Comment")) == {"indented-header"}
    assert ids(data.replace(b"\nAAAA", b"\n AAAA")) == {"indented-inside"}


@pytest.mark.parametrize(("line", "trait"), [(0, "parameters-cut"), (-1, "parameters-open")])
def test_parameters_without_their_first_or_last_line_are_no_block(line: int, trait: str) -> None:
    """To those who look for the BEGIN line of a key, the rest of them is text."""
    whole = (CORPUS / "ec-384-parameters").read_bytes()
    block = whole.partition(b"-----BEGIN EC PRIVATE")[0].splitlines(keepends=True)
    data = whole.replace(block[line], b"", 1)
    assert ids(data) == {trait}
    states = {name: check(inspect(data)[0], PROFILES[name], shape_of(data)).state for name in ("go", "jsch")}
    assert states == {"go": State.ACCEPTS, "jsch": State.REFUSES}


def test_a_byte_order_mark_on_a_line_of_its_own_is_text_before_the_key() -> None:
    plain = file("ed25519", "openssh")
    alone, first = (shape_of(b"\xef\xbb\xbf" + end + plain) for end in (b"\n", b""))
    assert (alone.bom, alone.text_before) == (False, True)
    assert (first.bom, first.text_before) == (True, False)


@pytest.mark.parametrize(("line", "state"), [(0, State.REFUSES), (-1, State.ACCEPTS)])
def test_net_ssh_stumbles_over_a_carriage_return_behind_begin_alone(line: int, state: State) -> None:
    lines = file("ed25519", "openssh").splitlines(keepends=True)
    lines[line] = lines[line].replace(b"\n", b"\r\n")
    data = b"".join(lines)
    assert check(inspect(data)[0], PROFILES["net-ssh"], shape_of(data)).state is state


def test_what_a_program_reads_in_some_files_only_may_be_refused() -> None:
    """Between more dashes than there should be libssh finds the key, or does not."""
    data = file("rsa", "openssh").replace(b"-----", b"------")
    verdict = check(inspect(data)[0], PROFILES["libssh"], shape_of(data))
    assert verdict.state is State.MAY_REFUSE
    (reason,) = verdict.reasons
    assert reason.words.endswith("which libssh 0.10 reads in some files and not in others")


REFUSED = [
    (name, trait)
    for name in (
        "jsch", "git-integration-for-jira-cloud", "git-integration-for-jira-data-center", "dbeaver-jsch",
        "jsch-mwiede", "rundeck", "go", "argo-cd", "flux", "terraform", "packer", "rclone", "paramiko",
        "airflow", "sshj", "dbeaver", "ssh2", "node-sftp", "puttygen", "putty-0.84", "filezilla", "winscp",
        "dropbear", "dropbear-2026",
    )
    for trait in ("ec-parameters",)
]  # fmt: skip


@pytest.mark.parametrize(("name", "trait"), REFUSED)
def test_an_ec_parameters_block_is_refused_by_those_who_do_and_cured_by_a_fix(name: str, trait: str) -> None:
    """The most common of all: ``openssl ecparam -name prime256v1 -genkey`` without ``-noout``."""
    data = next((CORPUS / path).read_bytes() for path, seen in SEEN if seen == trait)
    report = inspect(data)[0]
    verdict = check(report, PROFILES[name], shape_of(data))
    assert verdict.state is State.REFUSES
    assert "shape" in {reason.id for reason in verdict.reasons}
    plan = plan_fix(report, verdict)
    assert isinstance(plan, Fix)
    made = apply_fix(data, plan)
    assert ids(made.data) == set()
    after = check(inspect(made.data)[0], PROFILES[name], shape_of(made.data))
    assert after.state is not State.REFUSES


def test_a_ppk_file_without_a_comment_is_given_one_for_those_who_ask_for_it() -> None:
    data = pack(KeyPair(make("ed25519").private, b""), "ppk2").data
    report = inspect(data)[0]
    verdict = check(report, PROFILES["phpseclib"], shape_of(data))
    assert verdict.state is State.REFUSES
    plan = plan_fix(report, verdict)
    assert isinstance(plan, Fix)
    made = apply_fix(data, plan)
    assert ids(made.data) == set()
    assert check(inspect(made.data)[0], PROFILES["phpseclib"], shape_of(made.data)).state is State.ACCEPTS


def test_where_nobody_has_looked_it_may_be_refused() -> None:
    data = (CORPUS / "ec-384-no-public").read_bytes()
    verdict = check(inspect(data)[0], PROFILES["azure-data-factory"], shape_of(data))
    assert "which some programs reject" in " ".join(reason.words for reason in verdict.reasons)
    data = CHANGES["escaped-newlines"](file("rsa", "openssh"))
    verdict = check(inspect(data)[0], PROFILES["1password"], shape_of(data))
    assert verdict.state is State.REFUSES
    assert "most programs reject it in this state" in verdict.reasons[0].words


def test_what_a_program_reads_all_the_same_it_accepts() -> None:
    """Lines that end in CR alone are damage for OpenSSH, and nothing to Paramiko."""
    data = CHANGES["cr"](file("rsa", "openssh"))
    states = {
        name: check(inspect(data)[0], PROFILES[name], shape_of(data)).state
        for name in ("openssh-9.2", "paramiko")
    }
    assert states == {"openssh-9.2": State.REFUSES, "paramiko": State.ACCEPTS}


def test_short_keys_with_blanks_at_the_line_ends_have_lines() -> None:
    """An Ed25519 key in PKCS#8 has one line of base64: blanks behind it took nothing away."""
    data = CHANGES["trailing-blanks"](file("ed25519", "pkcs8"))
    assert "one-line" not in ids(data)
    assert "one-line" in ids(file("ed25519", "pkcs8").replace(b"\n", b" "))


def rules() -> Iterator[tuple[str, Profile | ContainerRule]]:
    """What names traits, with the id of its profile."""
    for made in PROFILES.values():
        yield made.id, made
        yield from ((made.id, rule) for rule in made.containers)


def test_every_trait_of_the_content_may_stand_in_a_profile() -> None:
    assert set(CONTENT) < known()
    used = {trait for _, rule in rules() for trait in (*rule.reads, *rule.refuses)}
    assert used <= known()
    assert used >= {"ec-parameters", "ec-explicit", "ec-no-public", "ec-compressed", "pkcs8-v2", "nul-after"}


def test_no_rule_reads_and_refuses_the_same() -> None:
    for name, rule in rules():
        assert not rule.reads & rule.refuses, name
        assert not rule.varies & (rule.reads | rule.refuses), name


LOCKED = Protection(Secret("correct horse"), cipher="AES-128-CBC")


@pytest.mark.parametrize(
    ("change", "trait", "kind"),
    [
        (lambda data: data.rstrip(b"\n") + b" \n", "trailing-end", "trailing-blanks"),
        (lambda data: b" " + data, "indented-first", "indented"),
        (lambda data: data.replace(b"-----\n", b"-----\nComment: x\n\n", 1), "headers", ""),
        (lambda data: data + data, "two-keys", ""),
    ],
)
def test_a_milder_case_has_an_id_of_its_own(change: Callable[[bytes], bytes], trait: str, kind: str) -> None:
    for container in ("openssh", "pem"):
        (found,) = traits_of(change(file("rsa", container)))
        assert (found.id, found.kind) == (trait, kind)


def test_what_a_rule_says_of_a_kind_it_says_of_its_milder_case_unless_it_says_otherwise() -> None:
    """JSch reads blanks behind the END line, and PuTTY does not."""
    data = file("rsa", "pem").rstrip(b"\n") + b" \n"
    states = [
        check(inspect(data)[0], PROFILES[name], shape_of(data)).state
        for name in ("jsch", "puttygen", "openssl")
    ]
    assert states == [State.ACCEPTS, State.REFUSES, State.ACCEPTS]


def test_headers_around_a_lock_are_told_from_others() -> None:
    data = pack(make("rsa"), "pem", LOCKED).data
    assert ids(data) == set()
    assert ids(data.replace(b"-----\n", b"-----\nComment: x\n", 1)) == {"headers-locked"}
    assert "lock-apart" in ids(data.replace(b"-----\n", b"-----\nComment: x\n\n", 1))


@pytest.mark.parametrize(
    ("name", "trait", "refusing"),
    [("ec-256-explicit", "ec-explicit", "go"), ("ec-384-no-public", "ec-no-public", "puttygen")],
)
def test_what_is_locked_in_a_file_is_seen_when_it_was_opened(
    name: str, trait: str, refusing: str, tmp_path: Path
) -> None:
    secret = secret_file(tmp_path, "correct horse")
    out = tmp_path / "out"
    spelled = ("-param_enc", "explicit") if trait == "ec-explicit" else ("-no_public",)
    run("openssl", "ec", "-in", CORPUS / name, *spelled, "-aes128", "-passout", f"file:{secret}", "-out", out)
    data = out.read_bytes()
    closed, opened = inspect(data)[0], inspect(data, Secret("correct horse"))[0]
    assert {found.id for found in key_traits(opened)} == {trait}
    assert key_traits(closed) == ()
    assert check(opened, PROFILES[refusing], shape_of(data)).state is State.REFUSES


def test_only_the_ends_of_the_begin_and_end_lines_matter_to_who_wants_lf() -> None:
    lines = file("rsa", "openssh").split(b"\n")
    inside = b"\n".join([*lines[:5], lines[5] + b"\r", *lines[6:]])
    assert shape_of(inside).lf
    assert not shape_of(b"\n".join([lines[0] + b"\r", *lines[1:]])).lf
    assert not shape_of(b"\r\n".join(lines)).lf


def test_a_text_is_that_of_the_trait_and_none_where_a_library_says_one_thing_or_another() -> None:
    data = (CORPUS / "ec-384-parameters").read_bytes()
    verdict = check(inspect(data)[0], PROFILES["go"], shape_of(data))
    assert verdict.seen == 'ssh: unsupported key type "EC PARAMETERS"'
    mangled = file("rsa", "pem").replace(b"\n", b"\\n")
    (report,) = inspect(mangled)
    assert check(report, PROFILES["asyncssh"], shape_of(mangled)).seen == ""
    jira = check(report, PROFILES["git-integration-for-jira-cloud"], shape_of(mangled))
    assert jira.seen == "The key format is invalid. Please check your private key."


def test_a_cipher_may_be_opened_behind_one_kdf_only() -> None:
    rule = next(row for row in PROFILES["phpseclib"].containers if row.id == "pkcs8")
    assert rule.opens("DES-CBC", "pbes1-md5")
    assert not rule.opens("DES-CBC", "pbkdf2-hmac-sha256")
    assert rule.opens("AES-256-CBC", "pbkdf2-hmac-sha256")
    assert rule.opens("RC2-CBC", "pbkdf2-hmac-sha256")
    other = next(row for row in PROFILES["cryptography"].containers if row.id == "pkcs8")
    assert not other.opens("RC2-CBC", "pkcs12-sha1"), "measured: unknown key encryption algorithm"


THREE_PRIMES = (CORPUS / "rsa-2048-three-primes").read_bytes()


def locked_three_primes(folder: Path) -> bytes:
    secret, out = secret_file(folder, "correct horse"), folder / "out"
    run(
        "openssl",
        "pkcs8",
        "-topk8",
        "-in",
        CORPUS / "rsa-2048-three-primes",
        "-passout",
        f"file:{secret}",
        "-out",
        out,
    )
    return out.read_bytes()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("openssl", State.ACCEPTS),
        ("jenkins-git", State.ACCEPTS),
        ("vagrant", State.ACCEPTS),
        ("paramiko", State.REFUSES),
        ("airflow", State.REFUSES),
        ("winscp", State.REFUSES),
        ("azure-data-factory", State.MAY_REFUSE),
        ("github", State.ACCEPTS),
    ],
)
def test_rsa_of_three_primes_is_judged_and_another_key_is_the_cure(name: str, state: State) -> None:
    (report,) = inspect(THREE_PRIMES)
    verdict = check(report, PROFILES[name], shape_of(THREE_PRIMES))
    assert verdict.state is state
    if state is State.REFUSES:
        assert "its modulus has more than two primes" in verdict.reasons[0].words
        assert isinstance(plan_fix(report, verdict), Recipe)


def test_rsa_of_three_primes_in_a_format_that_is_not_read_is_not_to_be_converted() -> None:
    (report,) = inspect(THREE_PRIMES)
    verdict = check(report, PROFILES["bvnc"], shape_of(THREE_PRIMES))
    assert Cure.CONVERT in verdict.cures
    assert isinstance(plan_fix(report, verdict), Recipe)


def test_three_primes_behind_a_passphrase_are_seen_when_it_is_given(tmp_path: Path) -> None:
    data = locked_three_primes(tmp_path)
    (report,) = inspect(data, Secret("correct horse"))
    assert (report.bits, report.unlocked) == (2048, True)
    assert [trait.id for trait in key_traits(report)] == ["rsa-multi-prime"]
    assert check(report, PROFILES["cryptography"], shape_of(data)).state is State.REFUSES
    assert check(report, PROFILES["openssl"], shape_of(data)).state is State.ACCEPTS


def test_dsa_whose_q_ssh_has_no_room_for_is_refused_where_that_was_measured(tmp_path: Path) -> None:
    group, out = tmp_path / "group", tmp_path / "dsa"
    sizes = ("-pkeyopt", "dsa_paramgen_bits:1024", "-pkeyopt", "dsa_paramgen_q_bits:224")
    run("openssl", "genpkey", "-genparam", "-algorithm", "DSA", *sizes, "-out", group)
    run("openssl", "genpkey", "-paramfile", group, "-out", out)
    data = out.read_bytes()
    states = [
        check(inspect(data)[0], PROFILES[name], shape_of(data)).state
        for name in ("phpseclib", "jsch", "asyncssh", "azure-data-factory")
    ]
    assert states[:3] == [State.REFUSES, State.REFUSES, State.ACCEPTS]
    assert "its number q does not have 160 bits" in " ".join(
        reason.words for reason in check(inspect(data)[0], PROFILES["phpseclib"], shape_of(data)).reasons
    )


def test_a_kdf_may_need_a_number_of_passes() -> None:
    """Argon2i is that of libsodium in phpseclib, which wants three."""
    states = []
    for kdf, passes in (("argon2i", 1), ("argon2i", 3), ("argon2id", 1), ("argon2d", 5)):
        lock = Protection(Secret("correct horse"), kdf=kdf, memory_kib=64, passes=passes, parallelism=1)
        data = pack(make("rsa"), "ppk3", lock).data
        states.append(check(inspect(data)[0], PROFILES["phpseclib"], shape_of(data)).state)
    assert states == [State.REFUSES, State.ACCEPTS, State.ACCEPTS, State.REFUSES]


@pytest.mark.parametrize(
    ("prf", "refusing"),
    [
        ("hmacWithMD5", {"cryptography", "phpseclib", "sshpk", "asyncssh"}),
        ("hmacWithSHA512-256", {"cryptography", "sshpk", "asyncssh"}),
    ],
)
def test_the_hash_of_pbkdf2_is_judged(prf: str, refusing: set[str], tmp_path: Path) -> None:
    secret, out, plain = secret_file(tmp_path, "correct horse"), tmp_path / "out", tmp_path / "plain"
    plain.write_bytes(file("rsa", "pkcs8"))
    run("openssl", "pkcs8", "-topk8", "-in", plain, "-v2prf", prf, "-passout", f"file:{secret}", "-out", out)
    data = out.read_bytes()
    (report,) = inspect(data, Secret("correct horse"))
    assert report.public == make("rsa").public
    names = ("cryptography", "phpseclib", "sshpk", "asyncssh", "openssl", "libssh", "net-ssh", "openssh-9.2")
    states = {name: check(report, PROFILES[name], shape_of(data)).state for name in names}
    assert {name for name, state in states.items() if state is State.REFUSES} == refusing


def changed(data: bytes) -> Iterator[bytes]:
    """A file, and others like it that are damaged."""
    lines = data.split(b"\n")
    middle = len(lines) // 2
    yield data
    yield b"\n".join([*lines[:middle], *lines[middle + 1 :]])
    yield b"\n".join([*lines[:middle], lines[middle], *lines[middle:]])
    yield data.replace(b"A", b"B", 3)
    if len(lines) > 4:
        yield b"\n".join([lines[0], lines[1] + lines[2], *lines[3:]])


@pytest.mark.long
def test_a_file_that_is_whole_at_a_glance_has_the_traits_that_a_closer_look_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = [path.read_bytes() for path in sorted(CORPUS.parent.glob("o*/*")) if path.stat().st_size < 4096]
    files += [path.read_bytes() for path in sorted((CORPUS.parent / "damaged").iterdir())[::7]]
    cases = [one for data in one_in(4, files) for one in changed(data) if quick_check.is_tidy(one)]
    at_a_glance = list(map(traits_of, cases))
    assert sum(traits._mistakes_of_whole(one) is not None for one in cases) > 9
    monkeypatch.setattr(traits, "_mistakes_of_whole", lambda _: None)
    assert at_a_glance == list(map(traits_of, cases))


def test_our_own_profiles_name_only_traits_that_there_are() -> None:
    names = services.built_in()
    texts = {name: services._parse(services._HERE / f"{name}.toml") for name in names}
    for name in names:
        profile_of(f"{name}.toml", services._whole(f"{name}.toml", texts[name], texts), own=True)


def test_a_profile_that_is_read_alone_is_that_of_the_catalogue(fence: Path) -> None:
    for name, profile in PROFILES.items():
        alone = services.by_id(name)
        assert alone is not None
        assert alone == profile, name
    assert services.by_id("../services/github") is None
    assert services.by_id("no-such") is None
    (services.own_folder()).mkdir(parents=True)
    (services.own_folder() / "mine.toml").write_text("id = 1")
    assert services.by_id("github") is None, "the user may have another one"
    assert len(services.problems()) == 1

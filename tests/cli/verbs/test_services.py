"""check, services, export, and --for, run as a user runs them."""

from __future__ import annotations

import base64
import itertools
import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE, Child
from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tui.cli import main
from tui.keyops import services
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services import yours

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
JIRA = "git-integration-for-jira-cloud"


def keywright(*argv: str | Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a verb in a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "tui", *map(str, argv)],
        input=data,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path


@pytest.fixture
def rsa(tmp_path: Path) -> Path:
    return write(tmp_path / "id rsa", pack(make("rsa"), "openssh").data)


def test_check_accepts_a_private_key_file_where_the_public_key_goes(tmp_path: Path) -> None:
    """The first example of the README."""
    key = write(tmp_path / "id_ed25519", pack(make("ed25519"), "openssh").data)
    result = keywright("check", key, "--for", "github")
    assert result.returncode == 0, result.stdout
    told = result.stdout.decode()
    assert "\nGitHub accepts it: paste its public key\n" in told
    assert f"keywright public {key}" in told
    assert "Lost" not in told
    write(tmp_path / "id_ed25519.pub", pack_public(make("ed25519").public, "openssh-public").data)
    result = keywright("check", key, "--for", "github")
    assert result.returncode == 0
    assert b"\nGitHub accepts it: paste id_ed25519.pub\n" in result.stdout
    (found,) = json.loads(keywright("check", key, "--for", "github", "--json").stdout)
    assert (found["state"], found["gives"], found["fix"]) == ("accepts", "id_ed25519.pub", None)


def test_a_probable_refusal_is_a_state_and_an_exit_code_of_its_own(tmp_path: Path) -> None:
    key = write(tmp_path / "key.pub", pack_public(make("rsa").public, "openssh-public").data)
    result = keywright("check", key, "--for", "gitea")
    assert result.returncode == 3
    assert b"\nGitea (Forgejo) may refuse it\n" in result.stdout
    found = keywright("check", key, "--for", "gitea", "--json")
    assert found.returncode == 3
    assert json.loads(found.stdout)[0]["state"] == "may refuse"
    assert b"may refuse" in keywright("check", key).stdout


def test_what_cannot_be_told_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    lock = Protection(Secret("correct horse"), rounds=1000)
    key = write(tmp_path / "key", pack(make("rsa"), "pkcs8", lock).data)
    result = keywright("check", key, "--for", "github")
    assert result.returncode == 4
    assert b"Cannot tell whether GitHub accepts it" in result.stdout
    phrase = secret_file(tmp_path, "correct horse")
    assert keywright("check", key, "--for", "github", "--passphrase-file", phrase).returncode == 0


def test_a_part_of_a_name_finds_the_service_in_every_verb(rsa: Path, tmp_path: Path) -> None:
    assert keywright("check", rsa, "--for", "jira cloud").returncode == 1
    made = keywright("generate", "--for", "Jira Cloud", "-b", "2048", "-o", tmp_path / "new")
    assert made.returncode == 0, made.stderr
    assert keywright("convert", rsa, "--for", "jira cloud", "-o", tmp_path / "out").returncode == 0
    assert keywright("check", tmp_path / "out", "--for", "jira cloud").returncode == 0
    for verb in (("check", rsa), ("convert", rsa), ("generate", "-o", tmp_path / "none")):
        result = keywright(*verb, "--for", "jira")
        assert result.returncode == 2
        assert b"git-integration-for-jira-cloud (Git Integration for Jira Cloud)" in result.stderr
        assert b"git-integration-for-jira-data-center" in result.stderr
    assert not (tmp_path / "none").exists()


def test_convert_asks_for_the_passphrase_where_nothing_can_be_told_without(tmp_path: Path) -> None:
    lock = Protection(Secret("correct horse"), rounds=1000)
    key = write(tmp_path / "key", pack(make("ed25519"), "pkcs8", lock).data)
    result = keywright("convert", key, "--for", "azure-devops", "-o", tmp_path / "out")
    assert result.returncode == 1, "it was called done"
    assert b"passphrase" in result.stderr


def test_check_says_why_and_what_the_user_would_see_and_exits_with_one(rsa: Path) -> None:
    result = keywright("check", rsa, "--for", JIRA)
    assert result.returncode == 1
    told = result.stdout.decode()
    assert "it needs PEM (PKCS#1, SEC1); this file is in OpenSSH format" in told
    assert "The key format is invalid. Please check your private key." in told
    assert "help.gitkraken.com" in told
    assert f"keywright convert '{rsa}' --for {JIRA}\n" in told
    piped = keywright("check", "-", "--for", JIRA, data=rsa.read_bytes())
    assert f"keywright convert - --for {JIRA} -o OUT\n".encode() in piped.stdout, "it has no name to go by"


def test_convert_for_a_service_writes_what_it_accepts(rsa: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.pem"
    result = keywright("convert", rsa, "--for", JIRA, "-o", out)
    assert result.returncode == 0, result.stderr
    assert b"lost      comment" in result.stdout
    assert out.read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")
    assert out.stat().st_mode & 0o777 == 0o600
    assert keywright("check", out, "--for", JIRA).returncode == 0
    again = keywright("convert", out, "--for", JIRA, "-o", tmp_path / "again")
    assert again.returncode == 0
    assert b"left unchanged" in again.stdout
    assert f"not made  {tmp_path / 'again'}: use {out} as it is\n".encode() in again.stdout
    assert not (tmp_path / "again").exists()


def test_convert_for_a_service_keeps_the_passphrase(tmp_path: Path) -> None:
    key = write(
        tmp_path / "key", pack(make("rsa"), "openssh", Protection(Secret("correct horse"), rounds=1)).data
    )
    phrase = secret_file(tmp_path, "correct horse")
    out = tmp_path / "out"
    result = keywright("convert", key, "--for", JIRA, "-o", out, "--passphrase-file", phrase)
    assert result.returncode == 0, result.stderr
    assert b"DEK-Info" in out.read_bytes()
    assert inspect(out.read_bytes(), Secret("correct horse"))[0].public == make("rsa").public


def test_convert_for_a_service_that_takes_the_public_half_prints_it(rsa: Path) -> None:
    result = keywright("convert", rsa, "--for", "github")
    assert result.returncode == 0
    assert result.stdout.startswith(b"ssh-rsa ")


def test_convert_for_a_service_never_prints_a_private_half(rsa: Path) -> None:
    result = keywright("convert", rsa, "--for", JIRA)
    assert result.returncode == 0
    assert b"PRIVATE" not in result.stdout
    assert b"PRIVATE" in rsa.with_name(f"{rsa.name}.pem").read_bytes()
    nameless = keywright("convert", "-", "--for", JIRA, data=rsa.read_bytes())
    assert (nameless.returncode, b"PRIVATE" in nameless.stdout) == (2, False)
    assert b"-o OUT" in nameless.stderr


def test_convert_says_when_only_another_key_will_do(tmp_path: Path) -> None:
    key = write(tmp_path / "key", pack(make("ed25519"), "openssh").data)
    result = keywright("convert", key, "--for", "azure-devops", "-o", tmp_path / "out")
    assert result.returncode == 1
    assert b"keywright generate --for azure-devops" in result.stderr


def test_convert_takes_either_a_format_or_a_service(rsa: Path) -> None:
    assert keywright("convert", rsa).returncode == 2
    assert keywright("convert", rsa, "--to", "pem", "--for", JIRA).returncode == 2


def test_check_without_a_service_lists_all_of_them(rsa: Path) -> None:
    result = keywright("check", rsa)
    assert result.returncode == 0
    assert b"Git Integration for Jira Cloud" in result.stdout
    assert b"GitHub (github), certain, 2026-" in result.stdout


def test_check_as_json_has_the_fix(rsa: Path) -> None:
    (found,) = json.loads(keywright("check", rsa, "--for", JIRA, "--json").stdout)
    assert found["state"] == "refuses"
    assert found["reasons"][0]["id"] == "container"
    assert found["reasons"][0]["cure"] == "convert"
    assert found["fix"]["to"] == "pem"
    assert found["fix"]["lost"] == ["comment"]
    assert found["generate"] is None
    assert found["sources"]
    everybody = json.loads(keywright("check", rsa, "--json").stdout)
    assert len(everybody) >= 45


def test_check_uses_the_public_file_beside_a_key_that_is_locked(tmp_path: Path) -> None:
    lock = Protection(Secret("correct horse"), rounds=1000)
    key = write(tmp_path / "key", pack(make("rsa"), "pkcs8", lock).data)
    assert b"Cannot tell whether" in keywright("check", key, "--for", "snowflake-private").stdout
    write(tmp_path / "key.pub", pack_public(make("rsa").public, "openssh-public").data)
    assert b"accepts it, with a remark" in keywright("check", key, "--for", "snowflake-private").stdout


def test_check_of_a_service_nobody_knows_names_one_that_is_near(rsa: Path) -> None:
    result = keywright("check", rsa, "--for", "githb")
    assert result.returncode == 2, "1 would say that the key is refused"
    assert b"github" in result.stderr


def test_check_reads_standard_input() -> None:
    line = pack_public(make("ed25519").public, "openssh-public").data
    assert keywright("check", "-", "--for", "github", data=line).returncode == 0


def test_services_lists_them_and_tells_of_broken_ones(fence: Path) -> None:
    result = keywright("services")
    assert result.returncode == 0
    assert JIRA.encode() in result.stdout
    folder = fence / ".config" / "keywright" / "services"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('id = "mine"\n')
    result = keywright("services", "--json")
    assert result.returncode == 1
    assert b"mine.toml: label is missing" in result.stderr
    assert len(json.loads(result.stdout)) >= 45


def test_services_are_listed_by_group_those_of_the_user_first(rsa: Path, fence: Path) -> None:
    assert keywright("services", "--star", "GitLab").stdout == b"GitLab is starred\n"
    assert keywright("check", rsa, "--for", "github").returncode in {0, 1}
    yours.use(fence / ".local/state/keywright", JIRA)
    told = keywright("services").stdout.decode().splitlines()
    assert told[0] == "Starred and recent"
    assert [line.split()[:2] for line in told[1:3]] == [["*", "gitlab"], [JIRA, "Git"]]
    assert [line for line in told if not line.startswith((" ", "*"))][1:3] == [
        "Git hosts and integrations",
        "Clouds",
    ]
    rows = json.loads(keywright("services", "--json").stdout)
    first, second = ((row["id"], row["category"], row["starred"], row["recent"]) for row in rows[:2])
    assert (first, second) == (("gitlab", "git", True, False), (JIRA, "git", False, True))
    assert sum(row["recent"] for row in rows) == 1, "a verb that judges keeps nothing"
    (row,) = json.loads(keywright("services", "--unstar", "gitlab", "--json").stdout)
    assert (row["id"], row["starred"]) == ("gitlab", False)
    assert (fence / ".local/state/keywright/services.json").stat().st_mode & 0o777 == 0o600
    for wrong in (("--star", "nosuch"), ("--star", "jira"), ("gitlab", "--star", "gitlab")):
        result = keywright("services", *wrong)
        assert (result.returncode, result.stdout) == (2, b"")


def test_services_lists_what_should_be_looked_up_again_with_its_sources() -> None:
    everything = keywright("services", "--stale", "0")
    assert everything.returncode == 0
    told = everything.stdout.decode()
    assert "github: GitHub, checked 2026-" in told
    assert "  github.blog/changelog/label/ssh\n" in told
    assert keywright("services", "--stale", "1200").stdout == b""
    rows = json.loads(keywright("services", "--stale", "0", "--json").stdout)
    assert {row["id"] for row in rows} == {
        row["id"] for row in json.loads(keywright("services", "--json").stdout)
    }
    assert keywright("services", "--stale", "soon").returncode == 2


def test_generate_for_the_seed_service_makes_what_it_accepts(tmp_path: Path) -> None:
    result = keywright("generate", "--for", JIRA, "-b", "2048", "-o", tmp_path / "key")
    assert result.returncode == 0, result.stderr
    assert b"RSA 2048" in result.stdout
    assert (tmp_path / "key").read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----")
    assert keywright("check", tmp_path / "key", "--for", JIRA).returncode == 0


@pytest.mark.parametrize("name", ["github", "bvnc", "aws-transfer-users", "google-compute-metadata"])
def test_generate_for_a_service_makes_what_it_accepts(name: str, tmp_path: Path) -> None:
    result = keywright("generate", "--for", name, "-o", tmp_path / "key")
    assert result.returncode == 0, result.stderr
    half = "key" if name == "bvnc" else "key.pub"
    assert keywright("check", tmp_path / half, "--for", name).returncode == 0


def test_generate_for_a_service_refuses_a_passphrase_it_cannot_take(tmp_path: Path) -> None:
    phrase = secret_file(tmp_path, "correct horse")
    result = keywright("generate", "--for", "bvnc", "-o", tmp_path / "key", "--new-passphrase-file", phrase)
    assert result.returncode == 1
    assert b"cannot use a key that has a passphrase" in result.stderr
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("form", ["base64", "json", "crlf", "raw", "body"])
def test_export_to_a_pipe_is_known_again(rsa: Path, form: str) -> None:
    result = keywright("export", rsa, "--as", form)
    assert result.returncode == 0, result.stderr
    assert inspect(result.stdout)[0].public == make("rsa").public


def test_export_of_the_public_forms_takes_the_public_half_out_of_a_private_file(rsa: Path) -> None:
    made = keywright("export", rsa, "--as", "user", "--user", "joe").stdout
    assert made.startswith(b"joe:ssh-rsa ")
    made = keywright("export", rsa, "--as", "sql", "--user", "joe").stdout
    assert made.startswith(b"ALTER USER joe SET RSA_PUBLIC_KEY='MII")


def test_export_for_a_service_gives_the_key_and_the_form_that_it_takes(rsa: Path, tmp_path: Path) -> None:
    pem = write(tmp_path / "id.pem", pack(make("rsa"), "pem").data)
    made = keywright("export", pem, "--for", "data factory")
    assert made.stdout == base64.b64encode(pem.read_bytes())
    assert keywright("export", rsa, "--for", "github").stdout.startswith(b"ssh-rsa AAAA")
    assert keywright("export", "-", "--for", "github", data=rsa.read_bytes()).stdout.startswith(
        b"ssh-rsa AAAA"
    )
    statement = keywright("export", rsa, "--for", "snowflake public", "--user", "joe").stdout
    assert statement.startswith(b"ALTER USER joe SET RSA_PUBLIC_KEY='MII")
    assert keywright("export", rsa, "--for", "snowflake public", "--as", "body").stdout.startswith(b"MII")
    assert keywright("export", pem, "--for", "data factory", "--as", "raw").stdout == pem.read_bytes()


def test_export_for_a_service_that_refuses_the_key_says_why_and_writes_nothing(rsa: Path) -> None:
    result = keywright("export", rsa, "--for", JIRA)
    assert (result.returncode, result.stdout) == (1, b"")
    assert b"keywright check" in result.stderr
    for options in ((), ("--for", "snowflake public"), ("--for", "jira")):
        assert keywright("export", rsa, *options).returncode == 2


def test_export_into_a_file_keeps_a_private_half_private(rsa: Path, tmp_path: Path) -> None:
    out = tmp_path / "secret.txt"
    assert keywright("export", rsa, "--as", "base64", "-o", out).returncode == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert keywright("export", rsa, "--as", "base64", "-o", out).returncode == 1


def on_a_terminal(*argv: str | Path) -> tuple[int, bytes]:
    """Run a verb with a terminal for standard output; its exit code, and what was shown."""
    ours, theirs = pty.openpty()
    process = Child(
        [sys.executable, "-m", "tui", *map(str, argv)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:
            break
        if not more:
            break
        shown += more
    os.close(ours)
    status = process.wait(PATIENCE)
    process.end()
    return status, shown


def test_export_shows_no_private_half_on_a_terminal(rsa: Path) -> None:
    code, shown = on_a_terminal("export", rsa, "--as", "body")
    assert code == 2
    assert b"not shown on a terminal" in shown
    assert b"b3BlbnNzaC1rZXk" not in shown


def test_export_shows_a_public_half_on_a_terminal(rsa: Path) -> None:
    code, shown = on_a_terminal("export", rsa, "--as", "user", "--user", "joe")
    assert code == 0
    assert b"joe:ssh-rsa" in shown


@pytest.mark.interop
def test_what_is_converted_for_openssl_openssl_reads(rsa: Path, tmp_path: Path) -> None:
    assert keywright("convert", rsa, "--for", "openssl", "-o", tmp_path / "out").returncode == 0
    assert b"PUBLIC KEY" in run("openssl", "pkey", "-in", tmp_path / "out", "-pubout").stdout


def test_no_verb_about_services_imports_textual(rsa: Path) -> None:
    code = (
        "import sys\nfrom tui.cli import main\nmain(sys.argv[1:])\n"
        "sys.exit('textual' in sys.modules or 'cryptography' in sys.modules)"
    )
    for argv in (["check", str(rsa)], ["services"], ["export", str(rsa), "--as", "base64"]):
        result = subprocess.run(
            [sys.executable, "-c", code, *argv],
            cwd=ROOT,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        assert result.returncode == 0, argv


def test_services_lists_those_of_a_name_with_confidence_and_date() -> None:
    result = keywright("services", "cyberduck")
    assert result.returncode == 0, result.stderr
    told = result.stdout.decode()
    made = services.profile("cyberduck")
    assert f"  cyberduck  Cyberduck ({made.confidence}, {made.checked.isoformat()})" in told
    assert len(told.splitlines()) == 2
    none = keywright("services", "Termius")
    assert none.returncode == 2
    assert b"No source says which keys Termius accepts" in none.stderr


@pytest.fixture
def months_old(fence: Path) -> Iterator[None]:
    """Services of the user's own that nobody looked up for so many months: ``sure-7``, ``likely-3`` ..."""
    folder = fence / ".config" / "keywright" / "services"
    folder.mkdir(parents=True)
    today = datetime.now(tz=UTC).date()
    for words, months in itertools.product(("certain", "likely"), range(14)):
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        (folder / f"{words}-{months}.toml").write_text(
            f'like = "jsch"\nid = "{words}-{months}"\nlabel = "{words} {months}"\nconfidence = "{words}"\n'
            f'checked = {year}-{month + 1:02}-01\n[[sources]]\naddress = "own tests"\n'
        )
    services._catalogue.cache_clear()
    yield
    services._catalogue.cache_clear()


@pytest.mark.usefixtures("months_old")
@pytest.mark.parametrize(("words", "certain", "likely"), [(["7"], 7, 3), ([], 12, 6), (["1"], 1, 0)])
def test_months_are_what_stale_counts(
    words: list[str], certain: int, likely: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["services", "--stale", *words, "--json"]) == 0
    told = [row["id"] for row in json.loads(capsys.readouterr().out)]
    assert {name for name in told if name.startswith("certain-")} == {
        f"certain-{months}" for months in range(certain, 14)
    }
    assert {name for name in told if name.startswith("likely-")} == {
        f"likely-{months}" for months in range(likely, 14)
    }
    assert told.index("certain-13") < told.index("certain-12"), "the oldest come first"

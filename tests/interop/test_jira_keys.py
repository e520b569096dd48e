"""Three files for Git Integration for Jira, through the verb and the page: Cloud, and Data Center.

An RSA key as ssh-keygen writes it, the same kind as ``ssh-keygen -m pem`` writes it, and a PPK of PuTTYgen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import keys_app
from tests.helpers.peers import run, secret_file
from tests.helpers.verbs import keywright
from tests.helpers.works_with import choose, opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop
CLOUD, SERVER, OLD = (
    "git-integration-for-jira-cloud",
    "git-integration-for-jira-data-center",
    "git-integration-for-jira-data-center-3",
)
LABELS = {
    CLOUD: "Git Integration for Jira Cloud",
    SERVER: "Git Integration for Jira DC since 4.0",
    OLD: "Git Integration for Jira DC before 4.0",
}
SHOWS = "The key format is invalid. Please check your private key."
EXPECTED = {
    ("openssh", CLOUD): False, ("openssh", SERVER): True, ("openssh", OLD): False,
    ("pem", CLOUD): True, ("pem", SERVER): True, ("pem", OLD): True,
    ("ppk", CLOUD): False, ("ppk", SERVER): False, ("ppk", OLD): False,
}  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jira")
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "me", "-f", folder / "openssh")
    run(
        "ssh-keygen", "-q", "-t", "rsa", "-b", "4096", "-m", "pem", "-N", "", "-C", "me", "-f", folder / "pem"
    )
    empty = secret_file(folder, "", "none")
    run("puttygen", folder / "openssh", "--new-passphrase", empty, "-O", "private", "-o", folder / "ppk")
    for path in (*folder.glob("*.pub"), empty):
        path.unlink()
    return folder


@pytest.mark.parametrize(("name", "service"), EXPECTED)
def test_the_verb_says_what_becomes_of_each_file(name: str, service: str, keys: Path, tmp_path: Path) -> None:
    accepted = EXPECTED[name, service]
    result = keywright("check", keys / name, "--for", service)
    assert result.returncode == (0 if accepted else 1), result.stdout
    told = result.stdout.decode()
    assert f"\n{LABELS[service]} {'accepts' if accepted else 'refuses'} it\n" in told
    assert (f"You would see {SHOWS}" in told) is not accepted
    assert ("\n  Fix " in told) is not accepted
    if accepted:
        return
    made = tmp_path / "made"
    assert keywright("convert", keys / name, "--for", service, "-o", made).returncode == 0
    assert keywright("check", made, "--for", service).returncode == 0


async def test_the_page_says_the_same(keys: Path) -> None:
    for name in ("openssh", "pem", "ppk"):
        app = keys_app(keys)
        async with app.run_test(size=(120, 40)) as pilot:
            screen = await opened(pilot, name)
            for service, label in LABELS.items():
                await choose(pilot, label)
                accepted = EXPECTED[name, service]
                verdict = next(one for one in screen.list.verdicts if one.profile.id == service)
                assert verdict.state == ("accepts" if accepted else "refuses")
                facts = {key: words for key, words, _ in screen.facts.facts}
                assert facts.get("It shows") == (None if accepted else SHOWS)

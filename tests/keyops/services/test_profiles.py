"""The shipped profiles are whole, and what users write is checked field by field."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tests.helpers.keys import make
from tui.keyops import services
from tui.keyops.conversion.conversion import pack
from tui.keyops.inspection.inspection import inspect
from tui.keyops.services.checking import State, check
from tui.keyops.services.fixing import Fix, plan_fix
from tui.keyops.services.reading import ProfileError, profile_of
from tui.keyops.services.recipes import defaults_for
from tui.keyops.services.rules import Half, PassphraseRule

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "tui" / "keyops" / "services"
PROFILES = services.catalogue().profiles
GOOD = """
id = "acme"
label = "Acme"
group = "takes-private"
half = "private"
confidence = "certain"
checked = 2026-01-31
[[types]]
family = "rsa"
min = 2048
[[containers]]
id = "pem"
[[sources]]
address = "acme.example/keys"
"""


@pytest.fixture
def folder(fence: Path) -> Iterator[Path]:
    """Where the user's own profiles lie."""
    made = fence / ".config" / "keywright" / "services"
    made.mkdir(parents=True)
    services._catalogue.cache_clear()
    yield made
    services._catalogue.cache_clear()


def read(text: str) -> object:
    return profile_of("acme.toml", tomllib.loads(text), own=True)


def test_there_is_a_profile_for_each_service_and_client_we_know_of() -> None:
    assert len(PROFILES) >= 45
    assert {made.group for made in PROFILES.values()} == {
        "takes-private", "takes-public", "client", "openssh-version", "policy",
    }  # fmt: skip


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_says_where_its_rules_were_read(name: str) -> None:
    made = PROFILES[name]
    assert all(source.address for source in made.sources)
    assert made.label
    assert not made.own
    assert pickle.loads(pickle.dumps(made)) == made


def test_labels_differ_within_the_columns_that_the_list_has_for_them() -> None:
    cut = [made.label[:39] for made in PROFILES.values()]
    assert len(set(cut)) == len(cut)
    assert cut == [made.label for made in PROFILES.values()]


def test_labels_are_singular_so_that_accepts_it_agrees() -> None:
    names = {"Gogs", "Azure DevOps Repos", "SAP Open Connectors SFTP"}
    for made in PROFILES.values():
        words = made.label.split(" (")[0]
        assert " and " not in words, words
        assert not words.endswith("s") or words in names or words.endswith(("OS", "ess")), words


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_has_a_key_that_it_takes(name: str) -> None:
    recipe = defaults_for(PROFILES[name])
    assert recipe.why
    rule = PROFILES[name].type_rule(recipe.family)
    assert rule is None or rule.allows(recipe.bits)


def test_profiles_are_read_only_when_someone_asks() -> None:
    code = (
        "import sys, tui.keyops.inspection.inspection, tui.keyops.services; print('tomllib' in sys.modules)"
    )
    assert (
        subprocess.check_output([sys.executable, "-c", code], text=True, timeout=PATIENCE).strip() == "False"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('label = "Acme"', ""), "label is missing"),
        (('half = "private"', 'half = "both"'), "half should be one of private, public, either"),
        (('half = "private"', "half = []"), "half should be one of"),
        (("min = 2048", 'min = "2048"'), "types[0].min should be a positive number"),
        (("min = 2048", "minimum = 2048"), "types[0].minimum is not a known field"),
        (('family = "rsa"', 'family = "rsa9"'), "types[0].family is rsa9"),
        (('id = "pem"', 'id = "pom"'), "containers[0].id is pom"),
        (('id = "pem"', 'id = "pem"\nneeds = ["lf", "cr"]'), "containers[0].needs should be one or more of"),
        (('id = "pem"', 'id = "pem"\nciphers = "aes"'), "containers[0].ciphers should be a list of strings"),
        (("checked = 2026-01-31", 'checked = "soon"'), "checked should be a date"),
        (('id = "acme"', 'id = "Acme !"'), "id should be lower-case letters"),
        (('id = "acme"', 'id = "acme"\ncolour = "red"'), "colour is not a known field"),
        (('address = "acme.example/keys"', ""), "sources[0].address is missing"),
        (('[[sources]]\naddress = "acme.example/keys"', ""), "sources is missing"),
        (("[[types]]", '[seen]\nweather = "bad"\n[[types]]'), "seen.weather is not a known field"),
        (("[[types]]", '[public]\npattern = "("\n[[types]]'), "public.pattern is not a regular expression"),
        (("[[types]]", '[public]\ncharacters = "ebcdic"\n[[types]]'), "public.characters should be"),
        (("[[types]]", "[types]"), "types should be a list of tables"),
        (('id = "acme"', 'id = "acme"\nencodings = ["rot13"]'), "encodings contains rot13"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_its_file(change: tuple[str, str], words: str) -> None:
    text = GOOD.replace(*change)
    assert text != GOOD
    with pytest.raises(ProfileError, match="acme.toml: ") as caught:
        read(text)
    assert words in caught.value.title


def test_a_profile_of_the_user_is_found(folder: Path) -> None:
    (folder / "acme.toml").write_text(GOOD)
    made = services.profile("acme")
    assert made.own
    assert made.types[0].min == 2048


def test_the_example_of_an_own_service_judges_fixes_and_tells_what_to_make(folder: Path) -> None:
    shutil.copy(ROOT / "docs" / "own-service.toml", folder)
    made = services.profile("build-farm")
    assert (made.own, made.half, services.catalogue().problems) == (True, Half.PRIVATE, ())
    (report,) = inspect(pack(make("rsa"), "openssh").data)
    verdict = check(report, made)
    assert verdict.state is State.REFUSES
    fix = plan_fix(report, verdict)
    assert isinstance(fix, Fix)
    assert fix.target == "pem"
    recipe = defaults_for(made)
    assert (recipe.family, recipe.bits, recipe.container, recipe.passphrase) == (
        *("rsa", 4096, "pem"),
        PassphraseRule.FORBIDDEN,
    )


@pytest.mark.parametrize(
    ("most", "ascii_only", "fitted"),
    [(None, False, "größe of keys"), (4, False, "größ"), (None, True, "gre of keys"), (4, True, "gre ")],
    ids=["whole", "short", "ascii", "both"],
)
def test_a_comment_is_fitted_by_characters_not_by_bytes(most, ascii_only, fitted: str) -> None:
    recipe = replace(defaults_for(PROFILES["github"]), comment_max=most, comment_ascii=ascii_only)
    assert recipe.fitting_comment("größe of keys".encode()) == fitted.encode()


def test_a_profile_of_the_user_may_be_like_one_of_ours(folder: Path) -> None:
    (folder / "mine.toml").write_text(
        'like = "jsch"\nid = "mine"\nlabel = "Mine"\n[[sources]]\naddress = "own tests"\n'
    )
    mine, jsch = services.profile("mine"), services.profile("jsch")
    assert mine.containers == jsch.containers
    assert mine.label == "Mine"


def test_what_a_profile_says_about_itself_stays_there_and_a_text_says_whose_it_is(folder: Path) -> None:
    (folder / "a.toml").write_text(
        'like = "argo-cd"\nid = "mine"\nlabel = "Mine"\n[[sources]]\naddress = "own tests"\n'
    )
    mine, argo, go = (services.profile(name) for name in ("mine", "argo-cd", "go"))
    assert (mine.notes, mine.also, mine.where, mine.life_time) == ((), (), "", "")
    assert mine.containers == argo.containers
    assert (mine.like, argo.like) == (argo.label, go.label)
    assert mine.seen["final-newline"] == f"{argo.label} says: {argo.seen['final-newline']}"
    assert argo.notes == ()


def test_no_profile_is_like_itself_by_a_detour(folder: Path) -> None:
    for name, like in (("a", "b"), ("b", "a")):
        (folder / f"{name}.toml").write_text(
            f'like = "{like}"\nid = "{name}"\nlabel = "x"\n[[sources]]\naddress = "x"\n'
        )
    assert len(services.catalogue().problems) == 2


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_tells_its_own_date_and_source(path: Path) -> None:
    content = tomllib.loads(path.read_text())
    assert content["id"] == path.stem
    assert content["checked"] >= date(2026, 11, 1)
    assert content["sources"]
    assert PROFILES[path.stem].confidence


def test_a_profile_of_the_user_wins_over_ours(folder: Path) -> None:
    (folder / "github.toml").write_text(GOOD.replace('"acme"', '"github"'))
    assert services.profile("github").label == "Acme"


@pytest.mark.parametrize(
    "content",
    [
        b"not toml",
        b"\xff\xfe",
        b"id = 3",
        b'like = "no such"',
        b'like = ["jsch"]',
        b"",
        b"a = " + b"[" * 60_000,
        b"#" * 70_000,
    ],
)  # fmt: skip
def test_a_broken_profile_is_told_by_name_and_stops_nothing(folder: Path, content: bytes) -> None:
    (folder / "broken.toml").write_bytes(content)
    (folder / "acme.toml").write_text(GOOD)
    found = services.catalogue()
    (problem,) = found.problems
    assert "broken.toml" in problem.title
    assert "acme" in found.profiles
    assert set(PROFILES) < set(found.profiles)


def test_a_folder_with_the_name_of_a_profile_stops_nothing(folder: Path) -> None:
    (folder / "broken.toml").mkdir()
    assert "broken.toml" in services.catalogue().problems[0].title


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(services.UnknownServiceError):
        services.profile("githb")


def test_a_format_of_a_profile_says_of_the_bytes_what_the_one_it_is_like_says() -> None:
    jira, jsch = (PROFILES[name] for name in ("git-integration-for-jira-cloud", "jsch"))
    (own,), (base,) = (made.container_rules("pem", "rsa") for made in (jira, jsch))
    assert own != base
    assert (own.reads, own.refuses, own.varies) == (base.reads, base.refuses, base.varies)
    assert base.varies

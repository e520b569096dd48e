"""The service that is meant: what people type is seldom an id."""

from __future__ import annotations

import pytest

from tui.keyops import services
from tui.keyops.services.finding import SeveralServicesError, find
from tui.keyops.services.reading import profile_of

PROFILES = services.catalogue().profiles


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("github", "github"),
        ("GitHub", "github"),
        ("jira cloud", "git-integration-for-jira-cloud"),
        ("Jira-Cloud", "git-integration-for-jira-cloud"),
        ("git integration for jira cloud", "git-integration-for-jira-cloud"),
        ("codecommit", "aws-codecommit"),
        ("filez", "filezilla"),
        ("github deploy", "github-deploy-key"),
        ("go", "go"),
        ("jenkins", "jenkins"),
    ],
)
def test_a_name_or_a_part_of_one_finds_the_service(text: str, name: str) -> None:
    assert find(text).id == name


def test_every_id_label_and_other_name_finds_its_own_service() -> None:
    for made in PROFILES.values():
        for name in (made.id, made.label, made.label.upper(), *made.also):
            assert find(name).id == made.id, name


def test_several_are_listed() -> None:
    with pytest.raises(SeveralServicesError) as caught:
        find("jira")
    assert caught.value.title == "3 services and clients are called jira"
    assert "git-integration-for-jira-cloud (Git Integration for Jira Cloud)" in caught.value.hint
    assert "git-integration-for-jira-data-center" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "name"),
    [("githb", "github"), ("bitbuket", "bitbucket"), ("jenkinz", "jenkins"), ("paramico", "paramiko")],
)
def test_a_near_miss_is_proposed(text: str, name: str) -> None:
    with pytest.raises(services.UnknownServiceError) as caught:
        find(text)
    assert name in caught.value.hint


@pytest.mark.parametrize("text", ["", " ", "-", "xyzzy", "\x1b[2J"])
def test_what_is_like_nothing_says_how_to_list_them(text: str) -> None:
    with pytest.raises(services.UnknownServiceError) as caught:
        find(text)
    assert caught.value.hint == "List them all"


def test_another_name_finds_a_service_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    content = {
        "id": "acme",
        "label": "Acme",
        "also": ["Build farm"],
        "group": "takes-private",
        "half": "private",
        "confidence": "certain",
        "checked": PROFILES["github"].checked,
        "sources": [{"address": "acme.example"}],
    }
    known = services.Catalogue({"acme": profile_of("acme.toml", content)}, ())
    monkeypatch.setattr("tui.keyops.services.finding.catalogue", lambda: known)
    assert find("farm").label == "Acme"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("DBeaver", "dbeaver"),
        ("Tabby", "tabby"),
        ("KeePassXC", "keepassxc"),
        ("Cyberduck", "cyberduck"),
        ("n8n", "node-sftp"),
        ("FileZilla", "filezilla"),
        ("MobaXterm", "mobaxterm"),
    ],
)
def test_programs_are_found_by_the_name_that_people_know(name: str, found: str) -> None:
    assert find(name).id == found


@pytest.mark.parametrize("name", ["DataGrip", "termius"])
def test_of_a_program_without_facts_it_is_said_that_there_are_none(name: str) -> None:
    with pytest.raises(services.UnknownServiceError) as caught:
        find(name)
    assert caught.value.title.casefold().startswith(f"no source says which keys {name.casefold()} accepts")
    assert "Did you mean" not in caught.value.hint

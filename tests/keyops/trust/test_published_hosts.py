"""Published fingerprints: what a service says of a key under its name."""

from __future__ import annotations

import base64
import re

import pytest

from tests.helpers import keys
from tests.helpers.known_hosts_sample import GITHUB, hash_of
from tui.keyops.conversion.conversion import pack_public
from tui.keyops.formats import DEFAULT_PUBLIC
from tui.keyops.trust import known_hosts, published_hosts
from tui.keyops.trust.published_hosts import Standing

# Host keys as their services publish them, beside the fingerprints: the numbers belong together.
GITLAB = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf"
CODEBERG = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIVIC02vnjFyL+I4RHfvIGNtOgJMe769VTF1VR4EB3ZB"
SOURCEHUT = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMZvRd4EtM7R+IHVMWmDkVU3VLQTSwQDSAvW0t2Tkj60"
OLD_GITHUB = (
    b"ssh-rsa AAAAB3NzaC1yc2EAAAABIwAAAQEAq2A7hRGmdnm9tUDbO9IDSwBK6TbQa+PXYPCPy6rbTrTtw7PHkccKrpp0yVhp"
    b"5HdEIcKr6pLlVDBfOLX9QUsyCOV0wzfjIJNlGEYsdlLJizHhbn2mUjvSAHQqZETYP81eFzLQNnPHt4EVVUh7VfDESU84Kezm"
    b"D5QlWpXLmvU31/yMf+Se8xhHTvKSCZIFImWwoG6mbUoWf9nzpIoaSjB+weqqUUmpaaasXVal72J+UX2B+2RPW3RcT0eOzQgq"
    b"lJL3RKrTJvdsjE3JEAvGq3lGHSZXy28G3skua2SmVi/w4yCE6gbODqnTWlg7+wC604ydGXA8VJiS5ap43JXiUFFAaQ=="
)


@pytest.mark.parametrize(
    ("host", "key", "standing"),
    [
        ("github.com", GITHUB, Standing.PUBLISHED),
        ("GitHub.com,192.0.2.1", GITHUB, Standing.PUBLISHED),
        ("[ssh.github.com]:443", GITHUB, Standing.PUBLISHED),
        ("github.com", OLD_GITHUB, Standing.RETIRED),
        ("github.com", GITLAB, Standing.UNKNOWN),
        ("gitlab.com", GITLAB, Standing.PUBLISHED),
        ("codeberg.org", CODEBERG, Standing.PUBLISHED),
        ("git.sr.ht", SOURCEHUT, Standing.PUBLISHED),
        ("git.example", GITHUB, None),
        ("*.github.com", GITHUB, None),
        ("@revoked github.com", OLD_GITHUB, None),
        ("@cert-authority github.com", GITHUB, None),
    ],
    ids=lambda value: str(value)[:24],
)
def test_the_key_of_a_line_is_compared_with_what_its_host_publishes(
    host: str, key: bytes, standing: Standing | None
) -> None:
    (line,) = known_hosts.parse(host.encode() + b" " + key + b"\n")
    verdict = published_hosts.of_line(line)
    assert (verdict and verdict.standing) == standing
    if verdict is not None:
        assert verdict.host.label in verdict.words


def test_a_hashed_line_is_compared_under_the_name_that_was_found() -> None:
    (line,) = known_hosts.parse(hash_of(b"github.com") + b" " + GITHUB + b"\n")
    assert published_hosts.of_line(line) is None
    verdict = published_hosts.of_line(line, "github.com")
    assert verdict is not None
    assert verdict.standing is Standing.PUBLISHED
    key = pack_public(keys.make("ed25519").public, DEFAULT_PUBLIC, b"").data
    (line,) = known_hosts.parse(b"github.com " + key)
    other = published_hosts.of_line(line)
    assert other is not None
    assert other.standing is Standing.UNKNOWN


def test_each_fingerprint_is_one_and_stands_once_with_its_source() -> None:
    hosts = published_hosts.hosts()
    assert {host.label for host in hosts} == {
        "GitHub",
        "GitLab.com",
        "Bitbucket Cloud",
        "Azure DevOps",
        "Codeberg",
        "SourceHut",
    }
    all_of = [one for host in hosts for one in (*host.current, *host.retired)]
    assert len(all_of) == len(set(all_of))
    for one in all_of:
        assert re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", one)
        assert len(base64.b64decode(one.removeprefix("SHA256:") + "=")) == 32
    assert all(known_hosts.canonical(name) == name for name in published_hosts.names())
    assert all(host.source and host.checked.year >= 2026 for host in hosts)

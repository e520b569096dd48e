"""Paths of ssh_config; against ssh itself in ``tests/interop/test_login_answers.py``."""

from __future__ import annotations

import os
import pwd

import pytest

from tui.keyops.errors import SshConfigError
from tui.keyops.logins import client_config, expansion

CONFIG = client_config.read(b"host typed\nhostname real\nuser me\nport 22\n", "typed")


def test_the_tilde_is_the_home_of_the_password_file_and_not_of_the_environment() -> None:
    home = pwd.getpwuid(os.getuid()).pw_dir
    assert os.environ["HOME"] != home
    assert str(expansion.expand("~/.ssh/x", CONFIG)) == f"{home}/.ssh/x"
    assert str(expansion.expand("~root/x", CONFIG)) == f"{pwd.getpwnam('root').pw_dir}/x"


def test_tokens_and_variables_are_replaced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHO", "%h")
    assert str(expansion.expand("/%n/%h/%r/%%h/${WHO}", CONFIG)) == "/typed/real/me/%h/%h"


@pytest.mark.parametrize("text", ["/%z", "/x%", "/${NOT_SET_HERE}", "~nobody-of-this-name/x"])
def test_what_ssh_stops_at_is_an_error(text: str) -> None:
    with pytest.raises(SshConfigError):
        expansion.expand(text, CONFIG)

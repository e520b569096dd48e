"""``make deb``: keywright as a package for Debian 12, Ubuntu 24.04 and later, with all that it needs inside.

Debian's own Textual and cryptography are too old, so the libraries lie in a folder that only keywright sees,
and of the system it takes its Python. ``dpkg-deb`` makes it of the libraries that the single files hold.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import sys
import tomllib
from email.parser import HeaderParser
from typing import TYPE_CHECKING, Final

from release import single_file
from release.single_file import DIST, ROOT, SITE

if TYPE_CHECKING:
    from pathlib import Path

MAINTAINER: Final = "The keywright authors <keywright@example.invalid>"
_TREE: Final = ROOT / "build" / "deb"
_LIBRARIES: Final = "usr/lib/keywright"
_MOVED: Final = {"usr/share/zsh/site-functions": "usr/share/zsh/vendor-completions"}
"""Where Debian has something else than everybody."""
_COMMAND: Final = """\
#!/usr/bin/python3 -I
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))) + "/lib/keywright")
from keywright.__main__ import start

sys.exit(start())
"""
_CONTROL: Final = """\
Package: keywright
Version: {version}
Architecture: {machine}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: python3 (>= 3.11), python3 (<< 3.15), libc6 (>= 2.17)
Recommends: openssh-client
Suggests: wl-clipboard | xclip
Section: utils
Priority: optional
Homepage: {home}
Description: terminal workbench for SSH keys
 It says why a service refuses a key, and writes the one that is accepted:
 OpenSSH, PEM, PKCS#8 and PuTTY's PPK, in screens and as commands.
"""
# Not in the package: byte code is one Python's own, and without it each start takes twice as long.
_COMPILE: Final = f"""\
#!/bin/sh
set -e
case "$1" in
    configure|triggered) python3 -m compileall -q -s "$DPKG_ROOT" "$DPKG_ROOT/{_LIBRARIES}" || true ;;
esac
"""
_REMOVE: Final = f"""\
#!/bin/sh
set -e
find "$DPKG_ROOT/{_LIBRARIES}" -name __pycache__ -type d -prune -exec rm -r {{}} +
"""
_PYTHON_CHANGED: Final = "interest-noawait /usr/bin/python3\n"
_TOLD: Final = """\
# The libraries are those that their makers publish, to the byte.
keywright: unstripped-binary-or-object
keywright: unusual-interpreter
# Ours is CHANGELOG.md: it has the day of each version, and no hour.
keywright: no-changelog
"""


def package() -> Path:
    """The file that is made."""
    return DIST / f"keywright_{single_file.version()}_{_machine()}.deb"


def _machine() -> str:
    said = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)  # noqa: S607
    return said.stdout.strip()


def main() -> int:
    """Build it, where it is not there yet."""
    if shutil.which("dpkg-deb") is None:
        sys.exit("dpkg-deb is missing: a package for Debian is made on Debian or Ubuntu")
    single_file.build({package(): _make})
    return 0


def _make(target: Path) -> None:
    shutil.rmtree(_TREE, ignore_errors=True)
    shutil.copytree(SITE, _TREE / _LIBRARIES, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "share", _TREE / "usr" / "share")
    for name, moved in _MOVED.items():
        (_TREE / name).rename(_TREE / moved)
    for page in (_TREE / "usr" / "share" / "man").rglob("*.1"):
        _pack(page.with_name(f"{page.name}.gz"), page.read_bytes())
        page.unlink()
    _write("usr/bin/keywright", _COMMAND)
    documents = "usr/share/doc/keywright"
    _write(f"{documents}/copyright", _copyright())
    _pack(_TREE / documents / "CHANGELOG.md.gz", (ROOT / "CHANGELOG.md").read_bytes())
    _write("usr/share/lintian/overrides/keywright", _TOLD)
    inside = sorted(path for path in _TREE.rglob("*") if path.is_file())
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(_TREE)}\n" for path in inside]
    _write("DEBIAN/control", _control(sum(path.stat().st_size for path in inside)))
    _write("DEBIAN/md5sums", "".join(sums))
    _write("DEBIAN/postinst", _COMPILE)
    _write("DEBIAN/prerm", _REMOVE)
    _write("DEBIAN/triggers", _PYTHON_CHANGED)
    programs = {_TREE / "usr/bin/keywright", _TREE / "DEBIAN/postinst", _TREE / "DEBIAN/prerm"}
    for path in (_TREE, *_TREE.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
    single_file.run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", _TREE, target)


def _control(size: int) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return _CONTROL.format(
        version=single_file.version(),
        machine=_machine(),
        maintainer=MAINTAINER,
        size=size // 1024,
        home=project["urls"]["Source"],
    )


def _copyright() -> str:
    """Our licence, and the name of that of each library, whose text lies with it."""
    lines = []
    for path in sorted(SITE.glob("*.dist-info/METADATA")):
        told = HeaderParser().parsestr(path.read_text())
        named = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if "License ::" in one]
        licence = told["License-Expression"] or told["License"] or ", ".join(named)
        lines.append(f"{told['Name']} {told['Version']}: {licence} ({path.parent.name})")
    listed = "\n".join(lines)
    where = f"The libraries in /{_LIBRARIES}; the Apache License is in /usr/share/common-licenses/Apache-2.0:"
    return f"{(ROOT / 'LICENSE').read_text()}\n{where}\n\n{listed}\n"


def _write(name: str, text: str) -> None:
    path = _TREE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _pack(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0))


if __name__ == "__main__":
    sys.exit(main())

"""What services and clients accept: one TOML file each, the user's own in the configuration folder too.

Adding a service needs no code: a file here, or in ``$XDG_CONFIG_HOME/keywright/services/``. The user's
file wins over one of ours with the same id. A broken file stops nothing: it is told by name in ``problems``.
Nothing is read before someone asks.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import KeyOpsError, NextStep
from ..files.xdg import configuration_folder
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .rules import Profile

_HERE: Final = Path(__file__).resolve().parent
_MAX_BYTES: Final = 64 * 1024
_MAX_FILES: Final = 500
_OWN: Final = frozenset({"also", "where", "notes", "life_time", "like"})
"""What a profile that is like another one does not take over."""
SAYS: Final = " says: "
"""Between the label of a profile and its words, where another one is like it."""
_SHAPES: Final = ("needs", "refuses", "reads", "varies")


class UnknownServiceError(KeyOpsError):
    """There is no profile of that name."""

    id = "unknown-service"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All profiles there are."""

    profiles: Mapping[str, Profile]
    """By id, in the order of their labels."""
    problems: tuple[KeyOpsError, ...]
    """One for each of the user's files that cannot be read."""


def own_folder() -> Path:
    """Where users put profiles of their own."""
    return configuration_folder() / "services"


def built_in() -> tuple[str, ...]:
    """The ids of our own profiles, told from their names alone."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.toml")))


def catalogue() -> Catalogue:
    """All profiles, read once."""
    return _catalogue(own_folder())


def profile(name: str) -> Profile:
    """The profile of an id; ``finding.find`` takes what people call it, too.

    Raises:
        UnknownServiceError: there is none.
    """
    made = by_id(name) or catalogue().profiles.get(name)
    if made is not None:
        return made
    raise UnknownServiceError(f"There is no service or client called {name}", "List them all").offering(
        NextStep.LIST_SERVICES
    )


def by_id(name: str) -> Profile | None:
    """Our own profile of an id, read alone, in 1 ms: all take 30. None where the user has some too."""
    path = _HERE / f"{name}.toml"
    if Path(name).name != name or not _is_there(path) or _own_files(own_folder()):
        return None
    return _alone(path)


def problems() -> tuple[KeyOpsError, ...]:
    """Why files of the user cannot be read; ours are not looked at where there are none."""
    return catalogue().problems if _own_files(own_folder()) else ()


def _is_there(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - which raises for no name


@functools.cache
def _alone(path: Path) -> Profile:
    from .reading import profile_of

    return profile_of(path.name, _whole(path.name, _parse(path), _Ours()))


class _Ours(dict[str, "dict[str, Any]"]):
    """What our files say, by id; each is read when somebody is like it."""

    def __contains__(self, name: object) -> bool:
        return _is_there(_HERE / f"{name}.toml")

    def __missing__(self, name: str) -> dict[str, Any]:
        return self.setdefault(name, _parse(_HERE / f"{name}.toml"))


@functools.cache
def _all_of_ours() -> tuple[dict[str, dict[str, Any]], dict[str, Profile]]:
    """What our files say, and the profiles that come of it, both by id."""
    from .reading import profile_of

    texts = {path.stem: _parse(path) for path in sorted(_HERE.glob("*.toml"))}
    return texts, {
        name: profile_of(f"{name}.toml", _whole(f"{name}.toml", content, texts))
        for name, content in texts.items()
    }


@functools.lru_cache(maxsize=4)
def _catalogue(folder: Path) -> Catalogue:
    from .reading import profile_of

    texts, ours = _all_of_ours()
    profiles = dict(ours)
    problems = []
    for path in _own_files(folder):
        try:
            content = _parse(path)
            made = profile_of(path.name, _whole(path.name, content, texts), own=True)
        except KeyOpsError as error:
            problems.append(error)
        else:
            profiles[made.id] = made
    ordered = sorted(profiles.values(), key=lambda made: made.label.casefold())
    return Catalogue({made.id: made for made in ordered}, tuple(problems))


def _own_files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.toml"))[:_MAX_FILES]
    except OSError:
        return []


def _parse(path: Path) -> dict[str, Any]:
    import tomllib

    from .reading import ProfileError

    hint = "Repair the file, or remove it"
    try:
        # A pipe or a device would never end.
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            raise ProfileError(f"{path.name}: it is too large for a profile", hint)
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProfileError(f"{path.name} cannot be read: {error.strerror}", hint) from None
    except (ValueError, RecursionError) as error:
        words = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)[:200]
        raise ProfileError(f"{path.name} is not TOML: {words}", hint) from None


def _whole(
    file: str, content: dict[str, Any], texts: Mapping[str, Mapping[str, Any]], above: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The content, and that of the profile it is like, which may be like another one.

    What that one says about itself stays there. A text that is seen there says whose it is.
    """
    from .reading import ProfileError

    if "like" not in content:
        return content
    name = str(content["like"])
    if name not in texts or name in above:
        raise ProfileError(
            f"{file}: like should be the id of another profile", "Repair the file, or remove it"
        )
    base = _whole(f"{name}.toml", dict(texts[name]), texts, (*above, name))
    label = str(base.get("label", name))
    told = {key: value for key, value in base.items() if key not in _OWN}
    seen = base.get("seen")
    if isinstance(seen, dict):
        told["seen"] = {
            key: text if SAYS in str(text) or not text else f"{label}{SAYS}{text}"
            for key, text in seen.items()
        }
    made = {**told, **content, "like": label}
    if "containers" in content:
        made["containers"] = _with_shapes(content["containers"], base.get("containers"))
    return made


def _with_shapes(rows: object, base: object) -> object:
    """The rows of a profile, which say of the bytes what the base says of the same format, unless they do."""
    if not isinstance(rows, list) or not isinstance(base, list):
        return rows
    known: dict[object, dict[str, Any]] = {}
    for row in base:
        if isinstance(row, dict):
            known.setdefault(row.get("id"), {key: row[key] for key in _SHAPES if key in row})
    return [{**known.get(row.get("id"), {}), **row} if isinstance(row, dict) else row for row in rows]

"""Records behave like the frozen dataclasses with slots that a type checker takes them for."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, ClassVar

import pytest

from tui.keyops.records import dataclass, field, replace


class Family:
    """A base that is no record."""

    kind: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Ours(Family):
    """As the key operations have them."""

    name: str
    secret: bytes = field(repr=False)
    sizes: dict = field(default_factory=dict, compare=False)
    note: str = ""
    family = "one"
    shared: ClassVar[int] = 3

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("no name")

    @property
    def upper(self) -> str:
        """Not a field."""
        return self.name.upper()


@dataclass(frozen=True, slots=True)
class Narrower(Ours):
    """A record of a record."""

    more: int = 7


Theirs: type = dataclasses.dataclass(frozen=True, slots=True)(
    type(
        "Ours",
        (),
        {
            **{k: v for k, v in vars(Ours).items() if k == "__annotations__"},
            "note": "",
            "secret": dataclasses.field(repr=False),
            "__module__": __name__,
            "sizes": dataclasses.field(default_factory=dict, compare=False),
            "shared": 3,
        },
    )
)


def test_a_record_is_made_shown_and_compared_as_a_dataclass_is() -> None:
    ours, theirs = Ours("a", b"s", note="n"), Theirs("a", b"s", note="n")
    assert repr(ours) == repr(theirs) == "Ours(name='a', sizes={}, note='n')"
    assert ours == Ours("a", secret=b"s", sizes={1: 2}, note="n")
    assert ours != Ours("a", b"t", note="n")
    assert ours != theirs
    assert hash(ours) == hash(theirs)
    assert (ours.family, ours.shared, ours.upper, ours.computed) == ("one", 3, "A", False)
    assert Ours("a", b"").sizes is not Ours("a", b"").sizes
    match ours:
        case Ours(name, _, _, note):
            assert (name, note) == ("a", "n")
    wrongs: tuple[dict[str, Any], ...] = ({}, {"name": "a", "secret": b"", "other": 1})
    for wrong in wrongs:
        with pytest.raises(TypeError):
            Ours(**wrong)
    with pytest.raises(ValueError, match="no name"):
        Ours("", b"")


def test_a_record_cannot_be_changed_and_has_no_room_for_more() -> None:
    record = dataclasses.replace(Narrower("a", b"s"), more=8)
    for name in ("name", "more", "elsewhere"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, name, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        del record.name
    assert vars(Narrower)["__slots__"] == ("more",)
    with pytest.raises(TypeError):
        dataclass(frozen=False, slots=True)


def test_the_functions_of_dataclasses_copying_and_pickling_work() -> None:
    record = Narrower("a", b"s", {1: 2})
    assert dataclasses.is_dataclass(record)
    assert [one.name for one in dataclasses.fields(Narrower)] == ["name", "secret", "sizes", "note", "more"]
    assert dataclasses.asdict(record) == {"name": "a", "secret": b"s", "sizes": {1: 2}, "note": "", "more": 7}
    for change in (dataclasses.replace, replace):
        changed = change(record, note="new")
        assert (type(changed), changed.note, changed.sizes) == (Narrower, "new", {1: 2})
    for other in (pickle.loads(pickle.dumps(record)), copy.deepcopy(record), copy.copy(record)):
        assert other == record
        assert other.sizes == {1: 2}


def test_the_first_records_of_a_class_are_as_the_later_ones() -> None:
    """Those that are filled one by one, and those whose ``__init__`` was compiled."""

    @dataclass(frozen=True, slots=True)
    class Fresh:
        name: str
        sizes: dict[int, int] = field(default_factory=dict)
        note: str = "none"
        seen: list[str] = field(default_factory=list, compare=False)

        def __post_init__(self) -> None:
            self.seen.append(self.name)

    wrongs: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
        ((), {}), (("a", {}, "n", [], 1), {}), (("a",), {"name": "a"}), (("a",), {"other": 1}),
    )  # fmt: skip
    made = []
    for at in range(12):
        made += [Fresh("a", {1: 2}), Fresh(name="a", sizes={1: 2}, note="none")]
        assert Fresh("b").sizes == {}
        if at != 1:  # at first all of them are right
            continue
        for args, kwargs in wrongs:
            with pytest.raises(TypeError):
                Fresh(*args, **kwargs)
    assert len(set(map(repr, made))) == 1
    assert all(one == made[0] and one.seen == ["a"] for one in made)
    for args, kwargs in wrongs:

        @dataclass(frozen=True, slots=True)
        class Wrong:
            name: str
            sizes: dict[int, int] = field(default_factory=dict)
            note: str = ""
            more: int = 1

        with pytest.raises(TypeError):
            Wrong(*args, **kwargs)

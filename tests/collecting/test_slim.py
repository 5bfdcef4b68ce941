"""Many values held as bytes: they come back equal, in their order, and what is large or no text is not lost."""

from __future__ import annotations

import pytest

from tocsin.collecting import slim as slim_module
from tocsin.collecting.slim import SMALL_BYTES, Slim


@pytest.fixture(autouse=True, params=[0, 1, 1024])
def last(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(slim_module, "LAST", request.param)
    return request.param


def slim() -> Slim[str, list[str]]:
    return Slim(lambda texts: ",".join(texts).encode(), lambda data: data.decode().split(","))


def test_what_is_small_comes_back_in_the_order_it_came_and_but_for_the_last_as_a_copy(last: int) -> None:
    held = slim()
    held["b"], held["a"] = ["1", "2"], ["3"]
    held["b"].append("perhaps lost")

    assert dict(held) == {"b": ["1", "2"] if last < 2 else ["1", "2", "perhaps lost"], "a": ["3"]}
    assert list(held) == ["b", "a"]


def test_what_was_changed_can_be_put_back() -> None:
    held = slim()
    held["a"] = ["1"]
    held["a"] = [*held["a"], "2"]

    assert held["a"] == ["1", "2"]
    del held["a"]
    assert len(held) == 0
    with pytest.raises(KeyError):
        held["a"]


@pytest.mark.parametrize("value", [["x" * (SMALL_BYTES + 1)], ["\ud800"]], ids=["large", "no text"])
def test_what_is_large_or_no_text_is_held_as_it_is(value: list[str]) -> None:
    held = slim()
    held["a"] = value

    assert held["a"] is value


def test_a_size_beyond_what_can_be_written_down_is_held_as_it_is() -> None:
    held = Slim[str, int](lambda number: number.to_bytes(8, "little"), lambda data: int.from_bytes(data, "little"))
    held["a"] = 10**20

    assert held["a"] == 10**20

"""Hours of losses: those of the neighbours in the file, whatever the order of the parts."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.damage import MOST_MARKS, Damage


def passed(offsets: list[int], hours: list[int]) -> Damage:
    damage = Damage()
    damage.pass_by(np.array(offsets, np.int64), np.array(hours, np.int64))
    return damage


def test_a_loss_between_two_events_concerns_the_hours_from_one_to_the_other() -> None:
    damage = passed([0, 100, 200, 300], [5, 5, 8, 8])
    damage.lose(150, 3)
    assert damage.hours() == {5: 3, 6: 3, 7: 3, 8: 3}


def test_a_loss_inside_an_hour_and_at_the_ends() -> None:
    damage = passed([10, 100, 200, 300], [5, 5, 8, 8])
    for place in (50, 0, 400):
        damage.lose(place, 1)
    assert damage.hours() == {5: 2, 8: 1}


def test_a_loss_in_a_long_silence_concerns_only_its_neighbours() -> None:
    damage = passed([0, 100], [0, 10_000])
    damage.lose(50, 1)
    assert damage.hours() == {0: 1, 10_000: 1}


def test_a_file_without_order_or_without_times_tells_nothing() -> None:
    damage = Damage()
    damage.lose(5, 1)
    assert damage.hours() == {}
    damage = passed(list(range(MOST_MARKS * 3)), [number * 7919 % 1000 for number in range(MOST_MARKS * 3)])
    damage.lose(5, 1)
    assert damage.disordered
    assert damage.hours() == {}


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1), st.lists(st.integers(0, 50)), st.data())
def test_parts_merge_to_the_whole(events: list[tuple[int, int]], losses: list[int], data: st.DataObject) -> None:
    ordered = sorted(dict(events).items())
    whole = passed([place for place, _ in ordered], [hour for _, hour in ordered])
    for place in losses:
        whole.lose(place, 1)
    cut = data.draw(st.integers(0, len(ordered)))
    parts = [passed([p for p, _ in part], [h for _, h in part]) for part in (ordered[:cut], ordered[cut:])]
    for number, place in enumerate(losses):
        parts[number % 2].lose(place, 1)
    parts[1].merge(parts[0])

    assert parts[1].hours() == whole.hours()

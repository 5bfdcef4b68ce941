"""Made events: the same every time, of many kinds, in order, with attacks among them."""

from __future__ import annotations

from collections import Counter

from benchmarks.windows_days import events


def test_the_same_seed_makes_the_same_events() -> None:
    assert list(events(80, seed=5)) == list(events(80, seed=5)) != list(events(80, seed=6))


def test_events_are_of_many_kinds_and_in_order() -> None:
    made = list(events(2000))
    kinds = Counter((event.channel, event.event_id) for event in made)

    assert len(kinds) >= 12
    assert kinds.most_common(1)[0][1] < 1000
    assert [event.time for event in made] == sorted(event.time for event in made)
    assert len({event.computer for event in made}) > 10


def test_about_one_event_in_two_hundred_is_a_step_of_an_attack() -> None:
    words = ("whoami", "-enc ", "MiniDump", "urlcache", "delete shadows", "/create /tn", "save hklm", "cl Security")
    attacks = sum(any(word in value for _, value in event.data for word in words) for event in events(4000))

    assert 8 <= attacks <= 40

"""Ordinary traffic: its proportions, its hours, and that nothing in it looks like the attack."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from tocsin.demo.daily_life import PEOPLE, hours, live
from tocsin.demo.scene import DAY, HOUR, Scene, at

from tests.demo.small_scenes import a_day, written
from tests.packs.found import proving_found


def test_office_hours_are_busy_and_nights_are_not() -> None:
    begin = at("2021-03-02")
    people = [request for request in a_day(scale=0.05).requests if request.user.startswith("CORP")]
    counted = Counter((request.time - begin) // HOUR for request in people)

    assert min(counted[hour] for hour in range(6, 18)) > 4 * max(counted[hour] for hour in (0, 1, 22, 23))


def test_people_come_in_the_numbers_of_the_scale_and_fewer_at_weekends() -> None:
    weekday, weekend = (Scene("EX09") for _ in range(2))
    live(weekday, at("2021-03-02"), at("2021-03-02") + DAY, np.random.default_rng(3), 0.01)
    live(weekend, at("2021-03-06"), at("2021-03-06") + DAY, np.random.default_rng(3), 0.01)
    people = [sum(request.user.startswith("CORP\\user") for request in scene.requests) for scene in (weekday, weekend)]

    assert 0.9 * PEOPLE * 0.01 < people[0] <= PEOPLE * 0.01
    assert people[1] < 0.2 * people[0]


def test_every_protocol_is_probed_every_hour_so_that_coverage_is_whole() -> None:
    begin = at("2021-03-02")
    probed = {(r.protocol, (r.time - begin) // HOUR) for r in a_day().requests if r.client == "127.0.0.1"}

    assert len(probed) == 10 * 24


def test_the_same_seed_gives_the_same_day() -> None:
    assert a_day(seed=4).requests == a_day(seed=4).requests
    assert a_day(seed=4).requests != a_day(seed=5).requests


def test_hours_follow_each_other_in_the_order_of_time() -> None:
    begin = at("2021-03-02")
    parts = list(hours("EX09", begin, begin + DAY, np.random.default_rng(3), 0.002))
    times = [request.time for part in parts for request in part.requests]

    assert len(parts) == 24
    assert times == sorted(times)
    assert begin <= times[0] < times[-1] < begin + DAY


def test_nothing_ordinary_is_taken_for_the_attack(tmp_path: Path) -> None:
    assert proving_found([written(a_day(scale=0.02), tmp_path)]) == {}

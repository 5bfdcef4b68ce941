"""Lines for Timesketch: the columns its import requires in every one."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tocsin.showing.timesketch import lines, of_verdict

from tests.showing.verdicts import ALL_HITS, VERDICT, hostile


@pytest.mark.parametrize("hits", [ALL_HITS, hostile()[1]])
def test_every_line_has_the_required_columns(hits) -> None:
    found = [json.loads(line) for line in of_verdict(VERDICT, hits)]

    assert len(found) == len(hits)
    for one in found:
        assert one["message"]
        assert one["timestamp_desc"]
        assert "datetime" in one


def test_times_are_times_and_what_has_none_says_so() -> None:
    found = [json.loads(line) for line in of_verdict(VERDICT, ALL_HITS)]

    assert all(datetime.fromisoformat(one["datetime"]).tzinfo for one in found)
    assert found[-1]["timestamp_desc"] == "Time not recorded"


def test_what_the_verdict_makes_of_a_hit_stands_beside_it_and_nothing_of_the_event_overwrites_it() -> None:
    first, *_ = [json.loads(line) for line in of_verdict(VERDICT, ALL_HITS)]

    assert (first["outcome"], first["stage"], first["cs-uri-stem"]) == ("attempted", "scanned", "/ecp/x.js")
    assert "outcome" not in json.loads(next(lines(ALL_HITS)))

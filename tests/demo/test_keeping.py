"""What is kept of logs, and what the rest can show."""

from __future__ import annotations

import pytest

from tocsin.demo.keeping import Gap, Keeping
from tocsin.demo.scene import Trace


@pytest.mark.parametrize(
    ("log", "time", "there"),
    [
        ("iis", 99, False),
        ("iis", 100, True),
        ("ecp", 100, False),
        ("httpproxy/Ecp", 5, True),
        ("httpproxy/Owa", 5, True),
        ("httpproxy/Ecp", 50, False),
        ("httpproxy/Owa", 50, True),
        ("httpproxy/Owa", 75, False),
        ("httpproxy/Owa", 80, True),
    ],
)
def test_a_record_is_there_from_its_logs_begin_outside_gaps(log: str, time: int, there: bool) -> None:
    keeping = Keeping({"iis": 100, "httpproxy": 0}, gaps=(Gap("httpproxy/Ecp", 40, 60), Gap("httpproxy", 70, 80)))

    assert keeping.has(log, time) is there


def test_a_step_is_shown_as_far_as_its_records_are_there() -> None:
    traces = [
        Trace("wrote", "exploited", (("ecp", 5),)),
        Trace("wrote", "foothold", (("iis", 5), ("ecp", 5))),
        Trace("reached", "foothold", (("iis", 5),)),
    ]

    assert Keeping({"ecp": 0}).steps(traces) == {"wrote": "exploited"}
    assert Keeping({"ecp": 0, "iis": 0}).steps(traces) == {"wrote": "foothold", "reached": "foothold"}
    assert Keeping({"iis": 6}).steps(traces) == {}

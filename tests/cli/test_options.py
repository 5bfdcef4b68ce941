"""What users may write for times and levels."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tocsin.cli.options import level, moment, period
from tocsin.model.errors import UsageError

NOON = datetime(2021, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-03-02", "2021-03-02T00:00:00+00:00"),
        ("2021-03-02T07:00:00Z", "2021-03-02T07:00:00+00:00"),
        ("2021-03-02T07:00:00+02:00", "2021-03-02T05:00:00+00:00"),
        ("2021-03-02 07:00", "2021-03-02T07:00:00+00:00"),
        ("10d", "2021-02-28T12:00:00+00:00"),
        ("12h", "2021-03-10T00:00:00+00:00"),
    ],
)
def test_times(text: str, expected: str) -> None:
    found = moment(text, now=NOON)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize("text", ["yesterday", "", "2021-13-01", "d", "9999999999d", "2021-02-30"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="for example"):
        moment(text, now=NOON)


def test_short_level_names_of_other_tools_are_understood() -> None:
    assert [level(name) for name in ("info", "LOW", "med", "high", "crit")] == [
        "informational",
        "low",
        "medium",
        "high",
        "critical",
    ]
    with pytest.raises(UsageError, match="informational"):
        level("urgent")


def test_a_period_without_a_moment_in_it_is_refused() -> None:
    assert period("2021-03-01", "2021-03-02")[1] is not None
    with pytest.raises(UsageError, match="earlier time first"):
        period("2021-05-01", "2021-04-01")

"""Times in forms that users name, and the hour that occurs twice."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.collecting.clocks import local_times, times_of


def said(texts: list[str | None], form: str, zone: str | None = None) -> list[str | None]:
    return times_of(pa.array(texts, pa.string()), form, zone).cast(pa.string()).to_pylist()


@pytest.mark.parametrize(
    ("text", "form", "zone", "time"),
    [
        ("2021-03-02T07:00:00Z", "iso", None, "2021-03-02 07:00:00.000000Z"),
        ("2021-03-02 08:00:00", "iso", "Europe/Berlin", "2021-03-02 07:00:00.000000Z"),
        ("02.03.2021 08:00:00,25", "%d.%m.%Y %H:%M:%S,%f", "Europe/Berlin", "2021-03-02 07:00:00.250000Z"),
        ("2/Mar/2021:08:00:00 +0100", "%d/%b/%Y:%H:%M:%S %z", None, "2021-03-02 07:00:00.000000Z"),
        ("2021-03-02 07:00:00.5Z", "%Y-%m-%d %H:%M:%S.%f%z", None, "2021-03-02 07:00:00.500000Z"),
        ("03/02/2021 7:00:00 PM", "%m/%d/%Y %I:%M:%S %p", None, "2021-03-02 19:00:00.000000Z"),
        ("03/02/2021 7:00:00.5 PM", "%m/%d/%Y %I:%M:%S.%f %p", None, "2021-03-02 19:00:00.500000Z"),
        ("1614668400", "epoch", None, "2021-03-02 07:00:00.000000Z"),
        ("1614668400.25", "epoch", None, "2021-03-02 07:00:00.250000Z"),
        ("1614668400123", "epoch_ms", None, "2021-03-02 07:00:00.123000Z"),
        ("1614668400123456", "epoch_us", None, "2021-03-02 07:00:00.123456Z"),
        ("132591420000000000", "filetime", None, "2021-03-02 07:00:00.000000Z"),
        (" 1614668400 ", "epoch", None, "2021-03-02 07:00:00.000000Z"),
    ],
)
def test_forms(text: str, form: str, zone: str | None, time: str) -> None:
    assert said([text, "soon", None, ""], form, zone) == [time, None, None, None]


def test_an_hour_that_occurs_twice() -> None:
    form = "%d.%m.%Y %H:%M:%S"
    ordered = [f"31.10.2021 {clock}:00" for clock in ("01:50", "02:10", "02:50", "02:05", "03:01")]
    found = [one[11:16] for one in said(ordered, form, "Europe/Berlin") if one]
    assert found == ["23:50", "00:10", "00:50", "01:05", "02:01"]
    once = ["31.10.2021 02:10:00", "31.10.2021 02:50:00", "31.10.2021 03:01:00"]
    assert [one[11:16] for one in said(once, form, "Europe/Berlin") if one] == ["00:10", "00:50", "02:01"]


def test_an_hour_that_never_was() -> None:
    assert said(["28.03.2021 02:30:00"], "%d.%m.%Y %H:%M:%S", "Europe/Berlin") == ["2021-03-28 01:00:00.000000Z"]


@given(st.lists(st.one_of(st.none(), st.text(max_size=25), st.from_regex(r"\d{1,25}(\.\d+)?"))))
def test_no_text_raises(texts: list[str | None]) -> None:
    for form in ("iso", "epoch", "epoch_ms", "filetime", "%d.%m.%Y %H:%M:%S,%f", "%Y%m%d%z"):
        assert len(times_of(pa.array(texts, pa.string()), form, "Europe/Berlin")) == len(texts)


def test_times_without_a_zone_are_utc() -> None:
    assert local_times(pa.array([0], pa.int64()), None).cast(pa.string()).to_pylist() == ["1970-01-01 00:00:00.000000Z"]

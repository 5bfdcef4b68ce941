"""Rolled files: what the sequence lets expect and is not there, and nothing else."""

from __future__ import annotations

from tocsin.collecting.rolled import missing_files

HOUR = 448_567  # 2021-03-04T07 UTC, in hours since 1970


def names(files: list[str]) -> list[str]:
    return [one.name for one in missing_files(dict.fromkeys(files, ()))]


def test_daily_and_hourly_files() -> None:
    assert names([f"W3SVC1/u_ex2103{day:02}.log" for day in range(1, 15) if day not in (4, 5)]) == [
        "u_ex210304.log",
        "u_ex210305.log",
    ]
    hourly = [f"HttpProxy/Ecp/HttpProxy_20210304{hour:02}-1.LOG" for hour in range(24) if hour != 7]
    assert names(hourly) == ["HttpProxy_2021030407-1.LOG"]
    assert names([f"app-2021-03-{day:02}.log.gz/app-2021-03-{day:02}.log" for day in (1, 2, 4, 5, 6)]) == [
        "app-2021-03-03.log.gz"
    ]


def test_hours_of_a_missing_file_follow_its_neighbours_clock() -> None:
    files = {f"HttpProxy_20210304{hour:02}-1.LOG": (HOUR - 7 + hour - 1,) for hour in range(24) if hour != 7}
    (one,) = missing_files(files)
    assert one.hours == (HOUR - 1, HOUR)
    assert one.after == "HttpProxy_2021030406-1.LOG"


def test_regular_absence_is_no_loss() -> None:
    weekdays = [f"u_ex2103{day:02}.log" for day in range(1, 31) if day % 7 not in (6, 0)]
    assert names(weekdays) == []
    assert names([one for one in weekdays if one != "u_ex210317.log"]) == ["u_ex210317.log"]
    assert names(["u_ex210301.log", "u_ex210309.log", "u_ex210320.log"]) == []
    assert names(["report-2021-03-01.log"]) == []


def test_parts_and_numbers() -> None:
    parts = ["ECPServer20210302-1.LOG", "ECPServer20210302-2.LOG", "ECPServer20210302-4.LOG"]
    assert names(parts) == ["ECPServer20210302-3.LOG"]
    assert names(["ECPServer20210302-2.LOG"]) == ["ECPServer20210302-1.LOG"]
    numbered = ["var/log/auth.log.1", "var/log/auth.log.2.gz/auth.log.2", "var/log/auth.log.4.gz/auth.log.4"]
    assert names(numbered) == ["auth.log.3"]


def test_folders_are_sequences_of_their_own() -> None:
    files = [f"{folder}/u_ex2103{day:02}.log" for folder in ("a", "b") for day in range(1, 9)]
    files.remove("b/u_ex210303.log")
    (one,) = missing_files(dict.fromkeys(files, ()))
    assert (one.folder, one.name) == ("b", "u_ex210303.log")


def test_odd_names_never_raise() -> None:
    assert names(["20211399.log", "u_ex210231.log", "-1.log", "", "a/..", "x" * 500, "1.1.1", "log.999"]) == []

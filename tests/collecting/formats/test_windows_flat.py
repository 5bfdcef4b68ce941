"""Flat Windows events: names, times and numbers by a plan that objects of one shape share."""

from __future__ import annotations

from tocsin.collecting.formats.windows_flat import Flat, plan, zone_between


def test_names_that_are_taken_are_not_given_twice() -> None:
    assert plan(["Hostname", "Computer", "SourceName", "ProviderName"]).names == (
        "Hostname",
        "Computer",
        "Provider_Name",
        "ProviderName",
    )
    assert plan(["ProviderName", "EventID"]).names == ("Provider_Name", "EventID")


def test_threads_are_the_events_own_only_in_nxlog() -> None:
    assert "ThreadID" in plan(["EventID", "ThreadID"]).names
    assert "Execution_ThreadID" in plan(["EventID", "ThreadID", "EventReceivedTime"]).names


def test_tocsins_own_names_are_kept_free() -> None:
    assert plan(["_time", "EventID"]).names == ("json._time", "EventID")


def test_words_in_place_of_numbers() -> None:
    _, _, fields = Flat({})({"EventID": "4688", "Channel": "Security", "Level": "Information"})
    assert fields == {"EventID": 4688, "Channel": "Security", "Level_Name": "Information"}


def test_nested_data_is_spread() -> None:
    _, _, fields = Flat({})({"EventID": 1, "Channel": "x", "EventData": {"Image": "a"}, "agent": {"id": 7}})
    assert fields == {"EventID": 1, "Channel": "x", "Image": "a", "agent.id": "7"}


def test_a_zone_is_claimed_only_where_the_two_times_fit() -> None:
    assert zone_between("2021-03-02 02:00:00", "2021-03-02T07:00:03Z") == "-05:00"
    assert zone_between("2021-03-02 12:30:01", "2021-03-02T07:00:03Z") == "+05:30"
    assert zone_between("2021-03-02 02:07:00", "2021-03-02T07:00:03Z") is None
    assert zone_between("2021-03-01 02:00:00", "2021-03-02T07:00:03Z") is None
    assert zone_between("soon", "2021-03-02T07:00:03Z") is None

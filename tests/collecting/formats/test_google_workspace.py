"""Google Workspace's activities, from the Reports interface and from Cloud Logging."""

from __future__ import annotations

from tocsin.collecting.formats.google_workspace import FORMAT, of_entry, sort

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import document
from tests.collecting.samples_saas import ACTIVITY, GCP_ENTRY, LOGIN_ENTRY, WORKSPACE


def test_parameters_have_fields_of_their_own() -> None:
    (event,), rejected = events_and_rejections(FORMAT, WORKSPACE)
    assert rejected == []
    assert (event["_log"], event["_host"], event["eventService"]) == ("admin", "C0", "admin.googleapis.com")
    assert event["events.name"] == "ENFORCE_STRONG_AUTHENTICATION"
    assert (event["events.parameters.NEW_VALUE"], event["events.parameters.COUNT"]) == ("false", "3")


def test_an_entry_of_cloud_logging_has_the_names_of_the_reports_interface() -> None:
    found = of_entry(LOGIN_ENTRY)
    assert found is not None
    table, activity = found
    assert table.log == "login"
    assert (activity["actor"], activity["ipAddress"]) == ({"email": "anna@example.org"}, "203.0.113.9")
    assert activity["events"][0]["name"] == "gov_attack_warning"
    assert activity["protoPayload"] is LOGIN_ENTRY["protoPayload"]
    assert of_entry(GCP_ENTRY) is None


def test_an_activity_of_several_events_is_one_event() -> None:
    (event,), _ = events_and_rejections(FORMAT, document({"items": [{**ACTIVITY, "events": ACTIVITY["events"] * 2}]}))
    assert event["events.name"] == ["ENFORCE_STRONG_AUTHENTICATION"] * 2


def test_a_page_that_is_cut_off_keeps_its_whole_activities() -> None:
    events, rejected = events_and_rejections(FORMAT, document({"items": [ACTIVITY, ACTIVITY]})[:-20])
    assert (len(events), len(rejected)) == (1, 1)
    assert sort({"id": {"time": "x"}}) is None

"""Records of `gcp_network`: what becomes an event, and what is told when they are damaged."""

from __future__ import annotations

from tocsin.collecting.formats.gcp_network import FORMAT, sort

from tests.collecting.reading import cut_in_half_is_told, events_and_rejections, one_event
from tests.collecting.samples_cloud import lines
from tests.collecting.samples_saas import GCP_DNS, GCP_FIREWALL

LOG = lines(GCP_FIREWALL)


def test_a_record_becomes_an_event_with_time_log_and_host() -> None:
    one_event(FORMAT, LOG, log="firewall", host="web-1", time="2021-03-02 07:00:00.123000+00:00")


def test_half_a_record_is_rejected_with_its_place() -> None:
    cut_in_half_is_told(FORMAT, LOG)


def test_other_objects_are_not_taken() -> None:
    assert sort({"httpRequest": {}, "action": "x", "ClientIP": "y"}) is None
    assert sort({}) is None


def test_flows_decisions_and_queries_are_logs_of_their_own() -> None:
    flow = {**GCP_FIREWALL, "logName": "projects/example-1/logs/compute.googleapis.com%2Fvpc_flows"}
    events, rejected = events_and_rejections(FORMAT, lines(flow, GCP_FIREWALL, GCP_DNS))
    assert rejected == []
    assert [event["_log"] for event in events] == ["vpc_flows", "firewall", "dns_queries"]
    assert (events[1]["blocked"], events[2]["query"], events[2]["_host"]) == ("true", "c2.bad.example", "example-1")

"""Requests of `cloudflare`: what becomes an event, and what is told when they are damaged."""

from __future__ import annotations

from tocsin.collecting.formats.cloudflare import FORMAT, sort

from tests.collecting.reading import cut_in_half_is_told, one_event
from tests.collecting.samples_cloud import lines
from tests.collecting.samples_saas import CLOUDFLARE

LOG = lines(CLOUDFLARE)


def test_a_request_becomes_an_event_with_time_log_and_host() -> None:
    one_event(FORMAT, LOG, log="http", host="www.example.org", time="2021-03-02 07:00:00.123000+00:00")


def test_half_a_request_is_rejected_with_its_place() -> None:
    cut_in_half_is_told(FORMAT, LOG)


def test_other_objects_are_not_taken() -> None:
    assert sort({"httpRequest": {}, "action": "x", "ClientIP": "y"}) is None
    assert sort({}) is None

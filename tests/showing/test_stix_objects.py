"""Ids and times of STIX objects: made from the data, never from a clock or by chance."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from stix2.v21 import IPv4Address

from tocsin.showing import stix_objects as made


def test_ids_are_version_5_and_follow_from_what_an_object_is_about() -> None:
    first = made.object_id("identity", "US")

    assert first == made.object_id("identity", "US")
    assert first != made.object_id("identity", "GB")
    assert uuid.UUID(first.removeprefix("identity--")).version == 5
    assert made.object_id("identity", "\ud800")


def test_observables_have_the_ids_the_specification_gives_them() -> None:
    own = made.observable("ipv4-addr", {"value": "198.51.100.3"}, by=("value",))

    assert own["id"] == IPv4Address(value="198.51.100.3").id


def test_an_observable_without_identifying_properties_looks_random_and_is_not() -> None:
    first = made.observable("process", {"command_line": "whoami"}, by=())

    assert uuid.UUID(first["id"].removeprefix("process--")).version == 4
    assert first == made.observable("process", {"command_line": "whoami"}, by=())


def test_times_are_to_the_millisecond_unless_there_is_more() -> None:
    assert made.stamp(datetime(2021, 3, 2, 7, 0, 0, 500_000, tzinfo=UTC)) == "2021-03-02T07:00:00.500Z"
    assert made.stamp(datetime(2021, 3, 2, 7, 0, 0, 500_001, tzinfo=UTC)) == "2021-03-02T07:00:00.500001Z"
    assert made.time_of("0999-01-01") is None


def test_a_bundle_keeps_an_object_once() -> None:
    author = made.tocsin_identity()

    assert made.bundle([author, author], "x")["objects"] == [author]

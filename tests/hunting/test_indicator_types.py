"""The table of types: every name leads to one type that can be looked for."""

from __future__ import annotations

from tocsin.hunting.indicator_forms import BORDERS
from tocsin.hunting.indicator_types import (
    ADDRESS,
    ANYTHING,
    HASH,
    file_endings,
    kind_called,
    of_stix_path,
    own_kinds,
    without_values,
)


def test_every_type_of_ours_has_borders_of_its_own_and_is_known_by_its_name() -> None:
    for kind in own_kinds() - {"ipv4-addr", "ipv6-addr"}:
        assert kind in BORDERS
        assert kind_called(kind) == kind


def test_types_that_the_value_tells() -> None:
    assert (kind_called("IP"), kind_called("Hash"), kind_called("IOC")) == (ADDRESS, HASH, ANYTHING)
    assert kind_called("colour") is None


def test_no_type_both_has_values_and_has_none() -> None:
    assert {name for name in without_values() if kind_called(name)} <= {"other"}


def test_paths_of_patterns_lead_to_types() -> None:
    called = of_stix_path("mutex:name")

    assert called is not None
    assert kind_called(called) == "mutex"
    assert of_stix_path("process:pid") is None
    assert "exe" in file_endings()

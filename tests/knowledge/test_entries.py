"""Entries: frozen, and nothing unknown is taken in."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.knowledge.entries import KnownVulnerability, Name, Technique
from tocsin.model.report import MentionKind


def test_an_entry_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Technique(id="T1190", name="x").name = "y"  # type: ignore[misc]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.json.decode(b'{"id": "T1190", "name": "x", "colour": "red"}', type=Technique)


def test_only_the_catalogue_makes_a_vulnerability_known_exploited() -> None:
    assert KnownVulnerability(id="CVE-2021-1", added="2021-11-03").known_exploited
    assert not KnownVulnerability(id="CVE-2021-1", nicknames=("X",)).known_exploited


def test_a_name_is_a_short_row() -> None:
    name = Name("PRC", MentionKind.COUNTRY, "CN", "China", "tocsin", True, False, "alias")

    assert msgspec.json.decode(msgspec.json.encode(name)) == [
        "PRC",
        "country",
        "CN",
        "China",
        "tocsin",
        True,
        False,
        "alias",
    ]

"""A title says whether who bears it speaks for a firm; a version of software keeps the name of its band."""

from __future__ import annotations

import pytest

from tocsin.reading.titles import not_public, of_brand


@pytest.mark.parametrize(
    ("written", "firm"), [("SITA spokesman Lee", True), ("Deputy Minister Lee", False), ("US", False)]
)
def test_an_abbreviation_before_a_title_is_a_firm_s(written: str, firm: bool) -> None:
    assert not_public((), written) is firm


@pytest.mark.parametrize(("name", "known"), [("LockBit Black", True), ("lockbit", True), ("Stuxnet", False)])
def test_a_band_is_known_by_any_version(name: str, known: bool) -> None:
    assert of_brand(name, {"lockbit"}) is known

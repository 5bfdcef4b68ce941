"""References: what a report mentions without meaning it as a trace is kept apart, with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading.indicators import find_indicators, find_references

Make = Callable[..., Document]

APART = [
    ("Report it at https://www.cisa.gov/report today.", "authority"),
    ("Write to CyWatch@fbi.gov now.", "authority"),
    ("As https://www.mandiant.com/resources/apt says.", "publisher"),
    ("See https://example-blog.com/post for more.", "read"),
    ("It ran cmd.exe and svchost.exe.", "ordinary"),
    ("It talked to 192.168.1.7 inside.", "private"),
    (r"It lies in C:\Windows\System32\cmd.exe always.", "every installation"),
    ("The logs can be found at <install path>\\Logging\\ECP\\Server\\ there.", "logs"),
    ("References\nhttps://some-blog.com/a\n", "references"),
    ("Look into the /owa/auth/Current directory.", "every installation"),
]


@pytest.mark.parametrize(("text", "why"), APART)
def test_it_is_kept_apart_with_the_reason(document: Make, text: str, why: str) -> None:
    read = document(text)
    assert find_indicators(read) == ()
    assert [why in reference.why for reference in find_references(read)].count(True) >= 1


def test_the_reports_own_address_is_no_indicator_even_when_defanged(document: Make) -> None:
    read = document("url: https://evil-research.com/blog/1\n\nWe at evil-research[.]com saw bad-c2[.]com.")
    assert [i.value for i in find_indicators(read)] == ["bad-c2.com"]


def test_the_domains_of_a_known_publisher_are_its_own(document: Make) -> None:
    read = document("Mail threatintel[@]volexity[.]com about bad-c2[.]com.", publisher="Volexity")
    assert [i.value for i in find_indicators(read)] == ["bad-c2.com"]


def test_what_is_defanged_was_meant(document: Make) -> None:
    read = document("It used pastebin[.]com/abc and bad[.]gov and 10.0.0[.]1 as C2.")
    assert {i.value for i in find_indicators(read)} == {"pastebin.com/abc", "bad.gov", "10.0.0.1"}


def test_a_plain_link_is_a_reference_where_others_are_defanged(document: Make) -> None:
    read = document("The tool (https://tool-site.com/x) called bad-c2[.]com.\n\nplain-c2.com\n")
    assert [i.value for i in find_indicators(read)] == ["bad-c2.com", "plain-c2.com"]


def test_a_plain_domain_counts_where_nothing_is_defanged(document: Make) -> None:
    assert [i.value for i in find_indicators(document("The implant called bad-c2.com every hour."))] == ["bad-c2.com"]

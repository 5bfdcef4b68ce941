"""What a text says about itself, and what is not believed."""

from __future__ import annotations

import pytest

from tocsin.reading import particulars


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\ufeff\r\n\r\nU.S. and Allies Accuse\r\n\r\nText", "U.S. and Allies Accuse"),
        ("title: AA21-200A: Tactics\nurl: x", "AA21-200A: Tactics"),
        ("# Heading #\ntext", "Heading #"),
        ("1.2.3.4\n5.6.7.8", None),
        ("word " * 200, None),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert particulars.title(text) == title


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Original release date: July 19, 2021SummaryThis", "2021-07-19"),
        ("Title\nMarch 3, 2021\nText", "2021-03-03"),
        ("Title\nPublished: 3 March 2021 by X", "2021-03-03"),
        ("WASHINGTON, July 19, 2021 – The U.S.", "2021-07-19"),
        ("On Monday, the U.S. accused", None),
        ("In a report of July 19, 2021 they said", None),
    ],
)
def test_published(text: str, published: str | None) -> None:
    assert particulars.published(text) == published


def test_version_is_the_last_revision_or_a_number_near_the_top() -> None:
    assert particulars.version("Original release date: March 03, 2021 | Last revised: April 14, 2021") == "2021-04-14"
    assert particulars.version("Advisory, Version 1.2\n") == "1.2"
    assert particulars.version("x" * 500 + " MITRE ATT&CK framework, version 9") is None


def test_publisher_is_the_owner_of_the_address_the_text_calls_its_own() -> None:
    assert particulars.publisher("title: x\nurl: https://us-cert.cisa.gov/ncas/alerts/aa21-200a\n") == "CISA"
    assert particulars.publisher("url: https://blog.unknown.org/x") == "blog.unknown.org"
    assert particulars.publisher("see https://us-cert.cisa.gov/x") is None
    assert particulars.own_hosts("url: https://Blog.Unknown.org/x") == {"blog.unknown.org"}


def test_domains_of_a_known_publisher() -> None:
    assert "volexity.com" in particulars.domains_of("Volexity")
    assert particulars.domains_of("Nobody") == frozenset()

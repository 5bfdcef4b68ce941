"""Indicators of whole documents: what published advisories give, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.noun import Window
from tocsin.model.report import Document, Indicator
from tocsin.reading import guards
from tocsin.reading.documents import document_of, open_document
from tocsin.reading.indicators import find_indicators
from tocsin.reading.refang import refang

from tests.material import DATA, needs_data

Make = Callable[..., Document]
DOCUMENTS = DATA / "documents"


def values(found: tuple[Indicator, ...], kind: str) -> set[str]:
    return {indicator.value for indicator in found if indicator.type == kind}


def test_an_indicator_keeps_how_it_is_printed_and_what_it_means(document: Make) -> None:
    (found,) = find_indicators(document("C2 was hxxps://evil[.]com/a."))
    assert (found.type, found.value, found.defanged, found.guard) == ("url", "https://evil.com/a", True, None)


def test_a_mutex_is_one_indicator(document: Make) -> None:
    found = find_indicators(document('It creates a mutex named "Global\\\\{evil.com}" and stops.'))
    assert [(i.type, i.value) for i in found] == [("mutex", "Global\\\\{evil.com}")]


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "evil[.]com",
                "1.2.3.4",
                "é",
                "“",
                "”",
                "\n",
                "mutex",
                "'a1'",
                "References",
                "C:\\a\\b.exe",
                "since",
                "2019",
                "hash",
                "é",
            ]
        ),
        max_size=20,
    )
)
def test_spans_are_valid_and_values_are_refanged(parts: list[str]) -> None:
    text = "x " + " ".join(parts)
    for found in find_indicators(document_of(text.encode(), "t.txt")):
        assert 0 <= found.start < found.end <= len(text)
        assert found.type == "mutex" or refang(found.value) == found.value
        if not found.defanged and found.type.startswith("file:"):
            assert text[found.start : found.end].lower() == found.value.lower()


@needs_data
def test_the_exchange_advisory() -> None:
    read = open_document(DOCUMENTS / "AA21-062A.pdf")
    found = find_indicators(read)
    addresses = values(found, "ipv4-addr")
    agents = values(found, "user-agent")
    paths = values(found, "file:path")
    assert len(addresses) == 15
    assert {"103.77.192.219", "5.2.69.14", "91.192.103.43"} <= addresses
    assert len(values(found, "file:sha256")) == 8 + 3  # Microsoft's list, and the samples of Volexity's three rules
    assert {"python-requests/2.19.1", "antSword/v2.1", "ExchangeServicesClient/0.0.0.0"} <= agents
    assert "facebookexternalhit/1.1+(+http://www.facebook.com/externalhit_uatext.php)" in agents
    assert {i.guard for i in found if i.type == "user-agent"} == {guards.NOT_DEFINITIVE}
    assert {"/owa/auth/Current/themes/resources/logon.css", "\\inetpub\\wwwroot\\aspnet_client\\"} <= paths
    assert "\\FrontEnd\\HttpProxy\\ecp\\auth\\" in paths
    assert values(found, "domain-name") | values(found, "url") | values(found, "email-addr") == set()
    assert {i.window for i in found} == {Window("2021-01-01", None)}


@needs_data
def test_the_apt40_advisory_gives_every_hash_and_domain() -> None:
    read = open_document(DOCUMENTS / "AA21-200A.txt")
    found = find_indicators(read)
    printed = set(re.findall(r"\b[0-9a-f]{32}\b", read.text))
    domains = values(found, "domain-name")
    assert values(found, "file:md5") == printed
    assert {i.guard for i in found if i.type == "file:md5"} == {guards.LEGITIMATE_TOOLS}
    assert {"airbusocean.com", "nobug.uk.to", "xbug.uk.to", "katy197.chickenkiller.com", "thestar.live"} <= domains
    assert not domains & {"pastebin.com", "chickenkiller.com", "cisa.gov", "fbi.gov", "wordpress.com"}
    assert next(i.guard for i in found if i.value == "https://pastebin.com/vfb5mbbu") == guards.SHARED
    assert {i.window for i in found if i.defanged} == {Window("2009-01-01", "2019-01-01")}
    assert all(not indicator.value.endswith("gov") for indicator in found)


@needs_data
@pytest.mark.parametrize("name", ["AA21-200B.txt", "accusation-2021-07.txt"])
def test_a_report_without_indicators_yields_none_of_the_network(name: str) -> None:
    found = find_indicators(open_document(DOCUMENTS / name))
    assert [i.value for i in found if not i.type.startswith("file:name")] == []

"""Cards and search: what a user types leads to one card, to several, or to a suggestion."""

from __future__ import annotations

import pytest

from tocsin.knowledge.cards import card, cards, render, search, suggestions
from tocsin.knowledge.store import KnowledgeBase

BASE = KnowledgeBase()


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("T1190", "T1190"),
        ("t1059.001", "T1059.001"),
        ("APT40", "G0065"),
        ("g0065", "G0065"),
        ("cve-2021-26855", "CVE-2021-26855"),
        ("exchange", "incident:exchange-2021"),
        ("ProxyShell", "incident:proxyshell-2021"),
        ("aa21-200b", "AA21-200B"),
        ("CISA", "body:US-CISA"),
        ("body:us-cisa", "body:US-CISA"),
        ("Cobalt Strike", "S0154"),
        ("TA0001", "TA0001"),
        ("D3-PSA", "D3-PSA"),
        ("CN", "CN"),
        ("energy", "energy"),
        ("C0049", "C0049"),
        ("Reuters", "org:reuters"),
        ("Lisa Monaco", "person:lisa-monaco"),
        ("Exploit Public-Facing Application", "T1190"),
    ],
)
def test_ids_and_names_lead_to_a_card(text: str, entry_id: str) -> None:
    assert entry_id in {one.id for one in cards(BASE, text)}


def test_a_name_of_two_entries_gives_both_and_no_single_card() -> None:
    assert {one.id for one in cards(BASE, "HSSD")} == {"body:CN-MSS-HAINAN", "body:CN-MSS-HUBEI"}
    assert card(BASE, "HSSD") is None


def test_a_revoked_technique_says_what_replaced_it() -> None:
    found = card(BASE, "T1086")

    assert found is not None
    assert ("Status", "revoked; replaced by T1059.001") in found.lines


def test_a_card_says_who_says_so() -> None:
    found = card(BASE, "exchange")
    assert found is not None
    text = render(found)

    assert 'Microsoft: attribute "with high confidence" - HAFNIUM' in " ".join(text.split())
    assert "is behind" not in text.replace("is behind APT40", "")


def test_a_technique_card_lists_logs_that_can_show_it() -> None:
    found = card(BASE, "T1190")

    assert found is not None
    assert any(heading == "Logs that can" for heading, _ in found.lines)


@pytest.mark.parametrize("text", ["T1190", "APT40", "exchange", "CISA", "CN", "S0154", "AA21-062A", "healthcare"])
def test_no_card_is_wider_than_a_terminal(text: str) -> None:
    for one in cards(BASE, text):
        assert max(len(line) for line in render(one).splitlines()) <= 80


@pytest.mark.parametrize("text", ["", " ", "zzzzzz", "\x1b[31m", "T9999"])
def test_nonsense_has_no_card(text: str) -> None:
    assert cards(BASE, text) == ()


def test_a_near_miss_is_suggested() -> None:
    assert "APT40" in suggestions(BASE, "ATP40") or "G0065" in suggestions(BASE, "GO065")
    assert suggestions(BASE, "Hafnum") == ("Hafnium",) or "HAFNIUM" in suggestions(BASE, "Hafnum")


def test_search_puts_whole_names_first_and_each_entry_once() -> None:
    found = search(BASE, "ProxyLogon")

    assert found[0].text == "ProxyLogon"
    assert len({(name.kind, name.id, name.name) for name in found}) == len(found)
    assert search(BASE, "") == ()

"""The gazetteer: stable, without doubles, and every name says what kind of name it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.knowledge.names import variants
from tocsin.knowledge.store import KnowledgeBase, plain

BASE = KnowledgeBase()
ROLES = {
    "name", "alias", "acronym", "adjective", "capital", "metonym", "surname", "misspelling", "variant", "former",
}  # fmt: skip


def test_no_name_of_an_entry_comes_twice() -> None:
    seen = [(name.text, name.kind, name.id) for name in BASE.gazetteer() if name.id]

    assert len(seen) == len(set(seen))


def test_every_name_has_text_origin_and_a_known_role() -> None:
    wrong = [name for name in BASE.gazetteer() if not name.text.strip() or not name.origin or name.role not in ROLES]

    assert wrong == []


def test_two_bases_give_the_same_gazetteer() -> None:
    assert KnowledgeBase().gazetteer() == BASE.gazetteer()


def test_a_misspelling_leads_to_the_person() -> None:
    (name,) = BASE.named("Anthony Blinken")

    assert (name.role, name.id, name.name) == ("misspelling", "person:antony-blinken", "Antony Blinken")


@pytest.mark.parametrize("text", ["Microsoft Exchange hack", "Exchange Server attack", "ProxyLogon"])
def test_the_exchange_hack_has_many_names(text: str) -> None:
    assert "incident:exchange-2021" in {name.id for name in BASE.named(text)}


def test_words_that_only_mislead_are_no_malware() -> None:
    for text in ("Orange", "Demo", "One", "Sanctions", "Austria", "Microsoft"):
        assert not [name for name in BASE.named(text) if name.kind.value == "malware" and not name.common], text


@settings(derandomize=True, max_examples=60)
@given(st.sampled_from(["APT", "FIN", "UNC", "TA"]), st.integers(1, 9999))
def test_variants_of_a_numbered_name_are_the_same_name(letters: str, number: int) -> None:
    for other in variants(f"{letters}{number}"):
        assert plain(other) in {
            plain(f"{letters}{number}"),
            f"advancedpersistentthreat{number}",
            f"advancedpersistentthreatgroup{number}",
        }

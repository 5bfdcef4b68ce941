"""Vendors: the companies in the names of products."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document, Mention, MentionKind
from tocsin.reading.report import add_entities, add_vendors, read_document
from tocsin.reading.vendors import find_vendors

Make = Callable[..., Document]


def product(text: str) -> Mention:
    return Mention(start=7, end=7 + len(text), text=text, kind=MentionKind.PRODUCT, id="product:x", name=text)


@pytest.mark.parametrize(
    ("text", "vendor", "ident"),
    [
        ("Microsoft Exchange Server", "Microsoft", "org:microsoft"),
        ("SolarWinds  Orion", "SolarWinds", "org:solarwinds"),
        ("Trend Micro\nApex One", "Trend Micro", "org:trendmicro"),
    ],
)
def test_a_product_names_its_vendor_first(text: str, vendor: str, ident: str) -> None:
    (found,) = find_vendors([product(text)])
    assert (found.start, found.text, found.id, found.kind) == (7, vendor, ident, MentionKind.ORGANISATION)


@pytest.mark.parametrize("text", ["Log4j", "Outlook Web Access", "Microsofts Exchange", "Exchange by Microsoft"])
def test_other_names_of_products_hold_no_vendor(text: str) -> None:
    assert not list(find_vendors([product(text)]))


def test_what_is_no_product_holds_none() -> None:
    text = "Microsoft Exchange attack"
    case = Mention(start=0, end=len(text), text=text, kind=MentionKind.INCIDENT, id="incident:x", name=text)
    assert not list(find_vendors([case]))


def test_a_report_has_product_and_vendor_in_order(document: Make) -> None:
    read = read_document(
        document("The mail opened Microsoft Word and asked Zscaler."), steps=(add_entities, add_vendors)
    )
    assert [(one.text, one.kind.value) for one in read.mentions] == [
        ("Microsoft", "organisation"),
        ("Microsoft Word", "product"),
        ("Zscaler", "organisation"),
    ]

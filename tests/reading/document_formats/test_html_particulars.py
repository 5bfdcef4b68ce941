"""Particulars of pages: JSON-LD first, then tags, then the page's own elements; broken JSON is no error."""

from __future__ import annotations

import pytest

from tocsin.reading.document_formats.html import parsed
from tocsin.reading.document_formats.html_particulars import particulars


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"headline": "H", "url": "u"}]}</script>',
            "title",
            "H",
        ),
        ('<script type="application/ld+json">[{"publisher": {"name": "P"}}]</script>', "publisher", "P"),
        ('<script type="application/ld+json">{broken</script><title>T</title>', "title", "T"),
        ('<link rel="canonical" href="https://www.a.org/x">', "publisher", "www.a.org"),
        ('<link rel="canonical" href="https://[bad">', "publisher", None),
        ('<meta name="date" content="yesterday">', "published", None),
        ("<title> A\n b </title>", "title", "A b"),
    ],
)
def test_sources(head: str, key: str, value: str | None) -> None:
    root = parsed(f"<html><head>{head}</head><body>x</body></html>")
    assert particulars(root)[key] == value  # type: ignore[literal-required]

"""Every format has a page in the documentation, and every page a format."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting.formats import FORMATS

PAGES = Path(__file__).resolve().parents[3] / "docs" / "formats"


def test_pages_and_formats_are_the_same() -> None:
    assert sorted(page.stem for page in PAGES.glob("*.md")) == sorted(form.name for form in FORMATS)

"""The documentation holds together: what it links to is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def test_links_between_pages_lead_somewhere() -> None:
    lost: list[str] = []
    for page in PAGES:
        targets = [found["target"].partition("#")[0] for found in _LINK.finditer(page.read_text("utf-8"))]
        local = [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
        lost += [f"{page.relative_to(ROOT)}: {target}" for target in local if not (page.parent / target).exists()]
    assert lost == []


def test_every_page_can_be_reached_on_the_site() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    listed = set(re.findall(r"[\w./-]+\.md\b", text))
    elsewhere = set(re.findall(r"^  ([\w-]+)/\*$", text, re.MULTILINE))
    pages = [page.relative_to(ROOT / "docs") for page in ROOT.glob("docs/**/*.md")]
    lost = [str(page) for page in pages if page.as_posix() not in listed and page.parts[0] not in elsewhere]
    assert lost == [], f"add to 'nav' in mkdocs.yml: {lost}"
    assert [page for page in listed if not (ROOT / "docs" / page).exists()] == []


def test_the_site_can_read_every_page() -> None:
    # Python's reader of HTML, which the site is built with, ends at an unknown marked section, in code as well
    wrong = [str(page.relative_to(ROOT)) for page in PAGES if "<![" in page.read_text("utf-8")]
    assert wrong == [], "write &lt;![ between <code> and </code>"


def test_there_are_pages() -> None:
    assert ROOT / "docs" / "how-it-works.md" in PAGES

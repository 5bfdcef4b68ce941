"""The pictures of the README: a terminal after `tocsin demo` (SVG), and the page it wrote (PNG), made from the demo.

`python tools/pictures.py` needs `pip install '.[docs,test]'` and Chromium. Out: docs/assets/terminal.svg, page.png.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

from tocsin.demo import make
from tocsin.judging.check import check
from tocsin.showing.folder import write
from tocsin.showing.terminal import render

ASSETS = Path(__file__).resolve().parents[1] / "docs" / "assets"
WIDTH = 92
LINES = 34
"""Of the summary, which is longer than a picture should be."""


def terminal(text: str, out: Path) -> None:
    """Draw text with colours as a terminal shows it."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ tocsin demo\n" + "\n".join(text.splitlines()[:LINES]) + "\n…"))
    svg = console.export_svg(title="tocsin", unique_id="tocsin")
    # without the fonts that the drawing would fetch
    kept = [line for line in svg.splitlines() if "cdnjs" not in line and 'local("Fira' not in line]
    out.write_text("\n".join(kept) + "\n", encoding="utf-8")


def page(html: Path, out: Path) -> None:
    """Take a picture of the top of a page."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1100, "height": 1000})
        view.goto(html.as_uri())
        view.screenshot(path=out)
        browser.close()


def main() -> None:
    """Make the demo's case, check it, and take both pictures."""
    ASSETS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        case = make(folder / "demo", 1)
        checked = check(case.report, [case.evidence])
        written = write(checked.verdict, checked.hits, folder / "result")
        terminal(render(checked.verdict, width=WIDTH, colour=True), ASSETS / "terminal.svg")
        page(next(path for path in written if path.name == "verdict.html"), ASSETS / "page.png")


if __name__ == "__main__":
    main()

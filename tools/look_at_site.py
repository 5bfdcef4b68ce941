"""Open every page of the built documentation in Chromium: as narrow as a phone, and by keyboard.

`mkdocs build --site-dir SITE`, then `python tools/look_at_site.py SITE [--pictures DIR]`. In: the site's folder, which
is served on this machine's loopback, since a browser searches no site opened from disk. Out: a line for each thing that
is wrong, and exit code 1: a page that scrolls sideways at 400 pixels, that asks another host for anything, whose
search, navigation or text the Tab key does not reach, or a search that finds nothing. Pictures of some pages.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as NothingCame

WIDTH, WIDE = 400, 1280
BY_KEYBOARD = ("index.html", "tutorial.html", "reference/messages.html")
PICTURED = ("index.html", "tutorial.html", "formats.html", "reading-a-verdict.html", "reference/messages.html")
TABS = 120
"""Presses of the Tab key: what a reader wants comes sooner."""

_ACTIVE = """() => {
    const one = document.activeElement;
    const where = ["search", "nav--primary", "content"].find(name => one.closest(".md-" + name)) || "";
    const shown = one.getBoundingClientRect();
    return [where, one.tagName, one.className, shown.width > 0 && shown.height > 0];
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


def narrow(browser: Browser, site: Path, address: str) -> Iterator[str]:
    """Yield pages that do not fit, or that ask for what is not theirs."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 800})
    view = context.new_page()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    for page in sorted(site.rglob("*.html")):
        asked.clear()
        view.goto(address + page.relative_to(site).as_posix(), wait_until="domcontentloaded")
        width = view.evaluate("document.documentElement.scrollWidth")
        if width > WIDTH:
            yield f"{page.relative_to(site)}: {width} pixels wide at {WIDTH}"
        yield from (f"{page.relative_to(site)}: asks for {url}" for url in asked if not url.startswith(address))
    context.close()


def reached(view: Page) -> list[tuple[str, str, str, bool]]:
    """Press Tab over and over; return where that leads: part of the page, element, class, whether it can be seen."""
    found: list[tuple[str, str, str, bool]] = []
    for _ in range(TABS):
        view.keyboard.press("Tab")
        found.append(tuple(view.evaluate(_ACTIVE)))
    return found


def by_keyboard(browser: Browser, address: str) -> Iterator[str]:
    """Yield pages of which the keyboard does not reach everything that one reads or follows."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    view = context.new_page()
    for name in BY_KEYBOARD:
        view.goto(address + name)
        found = reached(view)
        if "md-skip" not in found[0][2]:
            yield f"{name}: the first Tab leads to {found[0][1]}, not past the navigation"
        missing = {"search", "nav--primary", "content"} - {where for where, *_ in found}
        yield from (f"{name}: Tab does not reach the {part}" for part in sorted(missing))
        hidden = {tag for where, tag, _, seen in found if where == "content" and not seen}
        yield from (f"{name}: Tab leads to a hidden {tag} of the text" for tag in sorted(hidden))
    view.keyboard.press("f")
    view.keyboard.type("blind")
    try:
        view.locator(".md-search-result__item").first.wait_for(timeout=20_000)
    except NothingCame:
        yield "a search for 'blind', begun with the key f, finds nothing"
    context.close()


def pictures(browser: Browser, address: str, out: Path) -> None:
    """Take pictures, narrow and wide, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    for width, scheme in ((WIDTH, "dark"), (WIDE, "light")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        view = context.new_page()
        for name in PICTURED:
            view.goto(address + name)
            view.screenshot(path=out / f"{name.removesuffix('.html').replace('/', '-')}-{width}.png")
        context.close()


def main() -> int:
    """Look, say what is wrong, take pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("site", type=Path)
    options.add_argument("--pictures", type=Path)
    given = options.parse_args()
    site: Path = given.site.resolve()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            wrong = [*narrow(browser, site, address), *by_keyboard(browser, address)]
            if given.pictures:
                pictures(browser, address, given.pictures)
            browser.close()
        server.shutdown()
    for line in wrong:
        print(line)
    print(f"{len(list(site.rglob('*.html')))} pages, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""The pages as Chromium shows them: wide, narrow, dark, without script, by keyboard, on paper; and attacked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tocsin.showing import page, report_page

from tests.showing.verdicts import EMPTY, REPORT, VERDICT, hostile, large

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED, no Chromium to look at the page with")

PAGES: dict[str, Callable[[], str]] = {
    "verdict": lambda: page.render(VERDICT),
    "empty": lambda: page.render(EMPTY),
    "hostile": lambda: page.render(hostile()[0]),
    "long words": lambda: page.render(hostile("x" * 5_000)[0]),
    "report": lambda: report_page.render(REPORT),
    "hostile report": lambda: report_page.render(hostile()[0].report),
}


@pytest.fixture(scope="module")
def browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=PAGES, scope="module")
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(PAGES[request.param](), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_asks_for_nothing_and_complains_about_nothing(browser, path: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    view = context.new_page()
    noise: list[str] = []
    view.on("console", lambda message: noise.append(message.text))
    view.on("pageerror", lambda error: noise.append(str(error)))
    view.on("dialog", lambda dialog: (noise.append(dialog.message), dialog.dismiss()))
    view.on("request", lambda request: noise.append(request.url) if request.url != path.as_uri() else None)

    view.goto(path.as_uri())

    assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert noise == []
    context.close()


def test_without_script_nothing_is_missing(browser, path: Path) -> None:
    shown = []
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        view = context.new_page()
        view.goto(path.as_uri())
        shown.append(view.locator("main").inner_text().replace("\n", " "))
        context.close()

    with_script, without = (words.split() for words in shown)
    assert set(without) <= set(with_script) | {"shown"}


def test_the_script_filters_and_opens_what_a_link_points_to(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(VERDICT), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.goto(file.as_uri())

    view.locator(".tools input").fill("web shell written")
    assert view.locator(".finding:visible").count() == 2
    view.locator(".tools input").fill("")
    view.locator(".tools select").select_option("blind")
    assert view.locator(".finding:visible").count() == 5
    assert "5 of 16 shown" in view.locator(".tools output").inner_text()

    view.locator(".tools select").select_option("")
    view.locator("td.cell.blind a").first.click()
    assert view.locator(".finding.blind[open]").count() == 1
    context.close()


def test_the_keyboard_reaches_the_answer_links_and_findings(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(VERDICT), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.goto(file.as_uri())

    reached = []
    for _ in range(120):
        view.keyboard.press("Tab")
        reached.append(view.evaluate("document.activeElement.tagName + ' ' + document.activeElement.className"))
    assert reached[0] == "A skip"
    assert "SUMMARY " in reached
    assert "DIV scroll" in reached
    context.close()


def test_it_prints(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(VERDICT), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.goto(file.as_uri())

    assert len(view.pdf(format="A4")) > 20_000
    context.close()


def test_a_fleet_with_a_hundred_thousand_hits_opens_quickly(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(large(40, 60, 100_000)), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.goto(file.as_uri())

    timing = view.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert timing < 4_000
    context.close()

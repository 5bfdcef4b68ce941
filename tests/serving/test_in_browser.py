"""The running server in Chromium: search, incident, upload, verdict; wide, narrow, by keyboard; barriers; attacked."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.serving.site import TOKEN, make, running
from tests.showing.payloads import PAYLOADS
from tests.showing.verdicts import REPORT, hostile

sync = pytest.importorskip("playwright.sync_api", reason="SKIPPED, playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED, no Chromium to look at the pages with")

INCIDENT = "/incidents/incident:exchange-2021"
PLACES = (
    "/",
    "/?q=embassy",
    INCIDENT,
    "/reports/3",
    "/verdicts",
    "/coverage",
    "/upload",
    "/incidents",
    "/sign-in",
    "/no",
)
CHECKED = {
    (400, "dark"): (INCIDENT, "/?q=embassy", "/verdicts", "/no"),
    (1280, "light"): (INCIDENT, "/", "/reports/3", "/upload", "/incidents", "/sign-in"),
}
"""Where barriers are looked for; coverage and verdicts are in `tests/showing/test_page_in_browser.py`, too."""

STATEMENT = """Statement on the Exchange hack

Published: 19 July 2021

The White House attributes the Microsoft Exchange hack with high confidence to HAFNIUM.
<script>ran(1)</script>
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server that takes reports; one of its reports is hostile."""
    nasty = hostile(" | ".join(PAYLOADS))[0].report
    document = msgspec.structs.replace(nasty.document, sha256="ab" * 32)
    claims = tuple(
        msgspec.structs.replace(one, id=str(number), incident="incident:exchange-2021")
        for number, one in enumerate(nasty.claims)
    )
    nasty = msgspec.structs.replace(nasty, document=document, incidents=REPORT.incidents, claims=claims)
    settings = make(tmp_path_factory.mktemp("browser"), nasty)
    with running(dataclasses.replace(settings, allow_upload=True)) as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def fresh(browser, **options):
    """Return a browser's context that waits for long, since tests share their cores with others."""
    context = browser.new_context(**options)
    context.set_default_timeout(120_000)
    return context


def keep(view, name: str) -> None:
    """Keep a picture for people to look at, where TOCSIN_SCREENSHOTS names a folder."""
    folder = os.environ.get("TOCSIN_SCREENSHOTS")
    if folder:
        view.screenshot(path=Path(folder) / f"serve-{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "scheme"), [(400, "dark"), (1280, "light")])
def test_every_page_fits_asks_nobody_else_and_has_no_barrier(browser, address: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="SKIPPED, axe-core is not installed")
    context = fresh(browser, viewport={"width": width, "height": 900}, color_scheme=scheme)
    # the policy of the pages forbids the checker's own script, too
    checked = fresh(browser, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    view, tested = context.new_page(), checked.new_page()
    noise: list[str] = []
    view.on("console", lambda message: noise.append(message.text) if "status of" not in message.text else None)
    view.on("pageerror", lambda error: noise.append(str(error)))
    view.on("request", lambda asked: noise.append(asked.url) if not asked.url.startswith(address) else None)
    for place in PLACES:
        view.goto(address + place)
        keep(view, f"{place.strip('/').replace('/', '-').replace('?', '-') or 'home'}-{width}")
        assert view.evaluate("document.documentElement.scrollWidth") <= width, place
        assert noise == [], place
        if place not in CHECKED[width, scheme]:
            continue
        tested.goto(address + place)
        found = axe.Axe().run(tested).response["violations"]
        assert [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found] == [], place
    context.close()
    checked.close()


def test_search_leads_to_a_report_its_incident_and_back(browser, address: str) -> None:
    context = fresh(browser)
    view = context.new_page()
    view.goto(address)
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.textContent") == "Skip to the content"
    view.get_by_label("Words in reports").fill("Ruritania")
    view.keyboard.press("Enter")
    view.wait_for_url("**/?q=Ruritania")
    assert "1 report of" in view.get_by_role("status").inner_text()
    view.locator(".shelf a").click()
    view.wait_for_url("**/reports/3")
    view.locator(".document mark a").first.click()
    assert view.locator(":target").count() == 1
    view.locator(".beside-report a").first.click()
    view.wait_for_url(f"**{INCIDENT}")
    assert view.locator("#glance table").is_visible()
    assert view.locator("svg.drawing").count() >= 1
    assert view.locator("#who table").first.is_visible()
    context.close()


def test_a_verdict_has_the_components_of_its_one_file_page(browser, address: str) -> None:
    context = fresh(browser)
    view = context.new_page()
    view.goto(f"{address}/verdicts")
    view.locator("main a").first.click()
    view.wait_for_url("**/verdicts/*")
    view.locator(".tools input").fill("web shell written")
    assert view.locator(".finding:visible").count() == 2  # its script works here, too
    view.locator("#hits").scroll_into_view_if_needed()
    view.locator("#hits tbody tr").first.wait_for()
    context.close()


def test_an_upload_is_read_while_one_waits(browser, address: str, tmp_path: Path) -> None:
    file = tmp_path / "statement.txt"
    file.write_text(STATEMENT, encoding="utf-8")
    context = fresh(browser)
    view = context.new_page()
    ran: list[str] = []
    context.expose_function("ran", lambda *given: ran.append("ran"))
    view.goto(f"{address}/upload")
    view.get_by_label("Document").set_input_files(file)
    view.get_by_role("button", name="Read and add").click()
    view.wait_for_url("**/reports/*")
    assert view.get_by_role("heading", level=1).inner_text() == "Statement on the Exchange hack"
    assert "HAFNIUM" in view.locator("#claims article").first.inner_text()
    assert ran == []

    (tmp_path / "empty.txt").write_bytes(b"")
    view.goto(f"{address}/upload")
    view.get_by_label("Document").set_input_files(tmp_path / "empty.txt")
    view.get_by_role("button", name="Read and add").click()
    assert "the document is empty" in view.get_by_role("alert").inner_text()
    context.close()


def test_nothing_that_a_stranger_wrote_runs_or_fetches(browser, address: str) -> None:
    context = fresh(browser)
    view = context.new_page()
    ran: list[str] = []
    context.expose_function("ran", lambda *given: ran.append("ran"))
    view.on("dialog", lambda dialog: (ran.append("dialog"), dialog.dismiss()))
    view.on("request", lambda asked: ran.append(asked.url) if not asked.url.startswith(address) else None)
    for place in ("/", "/?q=script", "/reports/4", INCIDENT, "/reports/4/changes?since=3"):
        view.goto(address + place)
        view.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        view.wait_for_timeout(50)
        assert ran == [], place
        assert view.url == address + place
        assert view.locator("a[href^='javascript:' i]").count() == 0
    context.close()


def test_a_token_signs_in_and_out(browser, tmp_path: Path) -> None:
    with running(dataclasses.replace(make(tmp_path), token=TOKEN)) as closed:
        context = fresh(browser)
        view = context.new_page()
        view.goto(f"{closed}/reports/1")
        view.get_by_label("Token").fill("wrong")
        view.keyboard.press("Enter")
        assert view.get_by_role("alert").inner_text() == "This is not the token."
        view.get_by_label("Token").fill(TOKEN)
        view.get_by_role("button", name="Sign in").click()
        view.wait_for_url("**/reports/1")
        view.get_by_role("link", name="Sign out").click()
        view.get_by_role("button", name="Sign out").click()
        view.wait_for_url("**/sign-in")
        view.goto(f"{closed}/reports/1")
        assert "/sign-in" in view.url
        context.close()

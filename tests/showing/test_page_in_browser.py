"""The pages as Chromium shows them: wide, narrow, dark, without script, by keyboard, on paper; and attacked."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from tocsin.judging.shares import with_window
from tocsin.model.evidence import HourCount, Inventory, NotRead
from tocsin.model.hits import Hit, Place
from tocsin.showing import letter, page, report_page
from tocsin.showing.coverage_page import coverage_page

from tests.showing.test_coverage_text import FILE, GAP, SIGN, covered
from tests.showing.verdicts import ALL_HITS, EMPTY, REPORT, SYSMON_REMEDY, VERDICT, hit, hostile, large

expect = pytest.importorskip("playwright.sync_api", reason="SKIPPED, playwright is not installed").expect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED, no Chromium to look at the page with")


def inventory(log: str) -> Inventory:
    """Coverage of one log with everything that can be wrong with it."""
    one = covered(log=log, path=log, notes=(log,), gaps=(GAP,), tampering=(SIGN,), hours=(HourCount(447_936, 5),))
    told = Inventory(coverage=(one,), files=(FILE,), not_read=(NotRead(path=log, reason=log),))
    return with_window(told, "2021-02-01..2021-03-02")


PAGES: dict[str, Callable[[], str]] = {
    "verdict": lambda: page.render(VERDICT),
    "empty": lambda: page.render(EMPTY),
    "hostile": lambda: page.render(*hostile()),
    "long words": lambda: page.render(hostile("x" * 5_000)[0]),
    "report": lambda: report_page.render(REPORT),
    "letter": lambda: letter.render_html(VERDICT),
    "coverage": lambda: coverage_page(inventory("Security")).decode(),
    "hostile coverage": lambda: coverage_page(inventory("<script>alert(1)</script>" + "x" * 400)).decode(),
    "hostile report": lambda: report_page.render(hostile()[0].report),
}


def keep(view, name: str) -> None:
    """Keep a picture of a page for people to look at, where TOCSIN_SCREENSHOTS names a folder."""
    folder = os.environ.get("TOCSIN_SCREENSHOTS")
    if folder:
        view.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


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
def test_it_fits_asks_for_nothing_and_complains_about_nothing(
    browser, path: Path, width: int, scheme: str, request: pytest.FixtureRequest
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    view = context.new_page()
    noise: list[str] = []
    view.on("console", lambda message: noise.append(message.text))
    view.on("pageerror", lambda error: noise.append(str(error)))
    view.on("dialog", lambda dialog: (noise.append(dialog.message), dialog.dismiss()))
    view.on("request", lambda request: noise.append(request.url) if request.url != path.as_uri() else None)

    view.goto(path.as_uri())

    keep(view, f"{request.node.callspec.params['path']}-{width}-{scheme}")
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


def test_the_keyboard_reaches_the_answer_links_findings_and_hits(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(VERDICT), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.goto(file.as_uri())
    view.locator("#hits").scroll_into_view_if_needed()
    view.locator("#hits tbody tr").first.wait_for()

    reached = []
    for _ in range(160):
        view.keyboard.press("Tab")
        reached.append(
            view.evaluate(
                "[document.activeElement.tagName, document.activeElement.className, document.activeElement.name]"
                ".filter(Boolean).join(' ')"
            )
        )
    assert reached[0] == "A skip"
    assert {"SUMMARY", "DIV scroll", "BUTTON copy", "SELECT host", "INPUT words"} <= set(reached)

    view.locator("#hits td.hit summary").first.focus()
    view.keyboard.press("Enter")
    assert view.locator("#hits td.hit details[open]").count() == 1
    assert "TargetFilename" in view.locator("#hits td.hit details[open]").inner_text()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(400, "dark"), (1280, "light")])
def test_axe_has_nothing_to_say(browser, path: Path, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="SKIPPED, axe-core is not installed")
    # the policy of the page forbids the checker's own script, too
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    view = context.new_page()
    view.goto(path.as_uri())
    if view.locator("#hits").count():
        view.locator("#hits").scroll_into_view_if_needed()
        view.locator("#hits tbody tr").first.wait_for()

    found = axe.Axe().run(view).response["violations"]

    assert [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found] == []
    context.close()


def test_hits_are_filtered_searched_and_paged(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    hits = [
        *ALL_HITS,
        *(hit(number, time=f"2021-03-05T00:{number // 60:02d}:{number % 60:02d}Z") for number in range(120)),
    ]
    file.write_text(page.render(VERDICT, hits), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.goto(file.as_uri())
    table, told = view.locator("#hits tbody tr"), view.locator("#hits output")
    view.locator("#hits").scroll_into_view_if_needed()
    table.first.wait_for()

    assert told.inner_text() == "1 to 50 of 127 hits"
    view.locator("#hits [name=last]").click()
    expect(told).to_have_text("101 to 127 of 127 hits")
    view.locator("#hits [name=outcome]").select_option("attempted")
    expect(told).to_have_text("1 to 1 of 1 hits")
    assert "/ecp/x.js" in (table.first.text_content() or "")
    view.locator("#hits [name=outcome]").select_option("")
    view.locator("#hits [name=words]").fill("X.JS")
    expect(told).to_have_text("1 to 1 of 1 hits")
    view.locator("#hits [name=words]").fill("record 4107,")
    expect(told).to_have_text("1 to 1 of 1 hits")
    view.locator("#hits [name=words]").fill("nowhere to be found")
    expect(told).to_have_text("no such hit")
    context.close()


def test_what_to_switch_on_is_copied_at_a_press(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(VERDICT), encoding="utf-8")
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    view = context.new_page()
    view.goto(file.as_uri())

    view.locator("#missing button.copy").first.click()
    expect(view.locator("#missing button.copy").first).to_have_text("Copied")
    assert view.evaluate("navigator.clipboard.readText()") == SYSMON_REMEDY
    context.close()


def test_it_prints(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(VERDICT), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.goto(file.as_uri())
    (tmp_path / "page.pdf").write_bytes(view.pdf(format="A4"))
    context.close()

    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as printed:
        words = " ".join(printed[number].get_textpage().get_text_range() for number in range(len(printed)))
    for part in ("Seen, as far as foothold", "web shell written", "sysmon64.exe", "10,887 = 10,880 events"):
        assert part.lower() in " ".join(words.split()).lower()


def realistic(number: int) -> Iterator[Hit]:
    """Hits whose records differ as those of a real log do."""
    draw = random.Random(7)
    for one in range(number):
        image = draw.choice(("w3wp.exe", "cmd.exe", "powershell.exe"))
        event = {
            "EventID": 11,
            "Channel": "Microsoft-Windows-Sysmon/Operational",
            "ProcessGuid": f"{{{draw.getrandbits(128):032x}}}",
            "ProcessId": draw.randrange(65536),
            "Image": rf"C:\Windows\System32\{image}",
            "TargetFilename": rf"C:\inetpub\wwwroot\aspnet_client\{draw.getrandbits(40):x}.aspx",
            "Hashes": f"SHA256={draw.getrandbits(256):064x}",
        }
        time = f"2021-03-{1 + one // 5000:02d}T{one // 200 % 24:02d}:{one // 7 % 60:02d}:{one % 60:02d}Z"
        place = Place(path=f"case.zip/host{one % 40:03d}/Sysmon.evtx", record=one, offset=731 * one)
        yield hit(0, host=f"host{one % 40:03d}.example.org", time=time, source=place, event=event)


def test_a_fleet_with_a_hundred_thousand_hits_is_small_and_opens_quickly(browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(large(40, 60, 100_000), realistic(100_000)), encoding="utf-8")
    context = browser.new_context()
    view = context.new_page()
    view.set_default_timeout(120_000)
    view.goto(file.as_uri())

    assert file.stat().st_size < 15_000_000
    timing = view.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    # 0.6 s when nothing else runs (benchmarks/page.py); tests share their cores with others
    assert timing < 20_000
    view.locator("#hits").scroll_into_view_if_needed()
    view.locator("#hits tbody tr").first.wait_for()
    assert view.locator("#hits output").inner_text() == "1 to 50 of 100,000 hits"
    context.close()

"""How large the page of a verdict with very many hits is, how long it takes to make and to open in Chromium.

    python -m benchmarks.page [--hits 100000] [--work DIR]

In: nothing; it makes the case of `tocsin demo` and as many hits more as asked for, whose records differ as those of a
real Sysmon log do (random process ids, names, hashes). Out: a line for each figure. Opening is measured by the browser
itself: until the page is parsed and its script has run, and until the first rows of the table of hits stand there.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.machine import machine


def hits(number: int) -> Iterator[object]:
    """Yield made-up hits of file creations on forty hosts."""
    from tocsin.model.hits import Hit, Matched, Place
    from tocsin.model.logs import LogSource
    from tocsin.model.rules import RuleInfo

    draw = random.Random(7)
    rule = RuleInfo(id="made-up", title="Page Written Below a Web Folder", level="high", tags=("attack.t1505.003",))
    for one in range(number):
        name = rf"C:\inetpub\wwwroot\aspnet_client\{draw.getrandbits(40):x}.aspx"
        yield Hit(
            time=f"2021-03-{1 + one * 20 // number:02d}T{one // 200 % 24:02d}:{one // 7 % 60:02d}:{one % 60:02d}.5Z",
            host=f"host{one % 40:03d}.corp.example",
            rule=rule,
            source=Place(path=f"case.zip/host{one % 40:03d}/Sysmon.evtx", record=one, offset=731 * one),
            logsource=LogSource(product="windows", category="file_event"),
            event={
                "EventID": 11,
                "Channel": "Microsoft-Windows-Sysmon/Operational",
                "UtcTime": f"2021-03-01 {one % 24:02d}:00:00.{draw.randrange(1000):03d}",
                "ProcessGuid": f"{{{draw.getrandbits(128):032x}}}",
                "ProcessId": draw.randrange(65536),
                "Image": r"C:\Windows\System32\inetsrv\w3wp.exe",
                "TargetFilename": name,
                "Hashes": f"SHA256={draw.getrandbits(256):064x}",
            },
            matched=(Matched(field="TargetFilename", modifier="endswith", value=name),),
        )


def opened(page: Path) -> tuple[float, float]:
    """Return seconds until the page is there, and from then on until rows of hits are."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        view = browser.new_page()
        view.goto(page.as_uri())
        there = view.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") / 1000
        begin = time.perf_counter()
        view.locator("#hits").scroll_into_view_if_needed()
        view.locator("#hits tbody tr").first.wait_for()
        rows = time.perf_counter() - begin
        browser.close()
    return there, rows


def main() -> int:
    """Make the page, open it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hits", type=int, default=100_000)
    parser.add_argument("--work", type=Path, default=None, help="folder for the case; a temporary one unless given")
    given = parser.parse_args()
    from tocsin.demo import make
    from tocsin.judging.check import check
    from tocsin.showing.page import render

    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        make(Path(folder) / "case")
        verdict = check(Path(folder) / "case" / "report.md", [Path(folder) / "case" / "evidence"]).verdict
        begin = time.perf_counter()
        text = render(verdict, hits(given.hits))  # type: ignore[arg-type]
        made = time.perf_counter() - begin
        page = Path(folder) / "verdict.html"
        page.write_text(text, encoding="utf-8")
        there, rows = min(opened(page) for _ in range(3))
        print("; ".join(f"{name}: {text}" for name, text in machine().items()))
        print(f"hits: {given.hits:,}; file: {page.stat().st_size / 1e6:.1f} MB; made in {made:.1f} s")
        print(f"opens in {there:.2f} s; rows of hits {rows:.2f} s after that (best of 3)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Nothing that a stranger wrote is active in any output: in every form, on a terminal's screen, in a real browser."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tocsin.cli.main import run
from tocsin.model.evidence import Inventory
from tocsin.showing import folder, page, report_page, report_text, terminal
from tocsin.showing.coverage_page import coverage_page
from tocsin.showing.coverage_text import coverage_text

from tests.showing.payloads import PAYLOADS
from tests.showing.verdicts import hostile

SGR = re.compile(r"\x1b\[[0-9;]*m")
ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
TOGETHER = " | ".join(PAYLOADS)


def test_there_are_sixty_and_more() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


def inventory(text: str) -> Inventory:
    verdict = hostile(text)[0]
    return Inventory(coverage=verdict.coverage, files=verdict.files, not_read=verdict.not_read)


def texts(payload: str) -> Iterator[str]:
    """Everything that a terminal shows."""
    verdict, _ = hostile(payload)
    yield terminal.render(verdict, width=80, colour=True, verbose=True)
    yield terminal.render(verdict, width=80, colour=False)
    yield report_text.text(verdict.report, 80, True, verbose=True)
    yield coverage_text(inventory(payload))


@pytest.mark.parametrize("payload", [*PAYLOADS, TOGETHER], ids=ascii)
def test_a_terminal_gets_text_and_colours_only(payload: str) -> None:
    for shown in texts(payload):
        assert ACTIVE.findall(SGR.sub("", shown)) == []


@pytest.mark.parametrize("form", folder.FORMS, ids=lambda form: form.file)
def test_what_utf8_cannot_hold_is_written_visibly(form: folder.Form) -> None:
    verdict, hits = hostile("a\ud800b\udce9")

    written = b"".join(form.make(verdict, hits))

    if form.file.endswith(".docx"):
        written = zipfile.ZipFile(io.BytesIO(written)).read("word/document.xml")
    assert "\\ud800b" in written.decode()


def test_a_terminal_shows_it_and_does_nothing_else() -> None:
    pyte = pytest.importorskip("pyte", reason="SKIPPED, pyte is not installed")
    for shown in texts(TOGETHER):
        screen = pyte.HistoryScreen(200, 50, history=100_000)
        modes = set(screen.mode)
        pyte.Stream(screen).feed(shown.replace("\n", "\r\n") + "\r\nTHE END")
        # no title, no mode, no cursor that is elsewhere or hidden: as after printing plain lines
        assert (screen.title, screen.icon_name) == ("", "")
        assert set(screen.mode) == modes
        assert not screen.cursor.hidden
        assert screen.display[screen.cursor.y].rstrip() == "THE END"
        assert len(screen.history.top) + screen.cursor.y >= shown.count("\n")
    assert r"\x1b]0;owned\x07" in next(texts("\x1b]0;owned\x07"))


def test_every_form_of_a_result_stays_in_its_folder_and_is_what_it_is(tmp_path: Path) -> None:
    verdict, hits = hostile(TOGETHER)
    out = tmp_path / "in" / "out"
    before = {path for path in tmp_path.parent.rglob("*") if path.name == "owned"}

    written = folder.write(verdict, hits, out)

    assert sorted(written) == sorted(out.iterdir())
    assert set(tmp_path.rglob("*")) == {out.parent, out, *written}
    assert {path for path in tmp_path.parent.rglob("*") if path.name == "owned"} == before
    for path in written:
        data = path.read_bytes()
        if path.suffix == ".json" or path.suffix == ".sarif":
            json.loads(data)
        elif path.suffix == ".jsonl":
            assert all(json.loads(line) for line in data.decode().split("\n") if line)
        elif path.suffix == ".xml":
            tags = {element.tag for element in etree.fromstring(data, etree.XMLParser(resolve_entities=False)).iter()}
            assert tags <= {
                "testsuites",
                "testsuite",
                "testcase",
                "failure",
                "error",
                "skipped",
                "properties",
                "property",
                "system-out",
            }
        elif path.suffix == ".docx":
            _word_is_plain(data)
    _cells_are_no_formulas((out / "timeline.csv").read_text(encoding="utf-8"))


def _word_is_plain(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as document:
        for name in document.namelist():
            assert not name.startswith(("/", "..")), name
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in document.read(name)
            if name.endswith(".xml"):
                fields = {"fldSimple", "instrText", "object", "altChunk", "hyperlink", "script"}
                tree = etree.fromstring(document.read(name), etree.XMLParser(resolve_entities=False))
                assert fields.isdisjoint(etree.QName(element).localname for element in tree.iter())


def _cells_are_no_formulas(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows[1:]:
        for cell in row:
            assert not FORMULA.match(cell) or re.fullmatch(r"-?\d+(\.\d+)?", cell), cell


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_letter_has_no_link_picture_or_html_of_theirs(payload: str) -> None:
    from tocsin.showing.letter import render

    shown = render(hostile(payload)[0])

    plain = re.sub(r"\\.", "", re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", shown))
    assert "](" not in plain
    assert not re.search(r"<[a-zA-Z!/?]", plain)
    assert not re.search(r"(?<!\\)https?://evil|https?://127", plain)
    assert ACTIVE.findall(shown) == []


def test_rules_of_strangers_print_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, payload in enumerate(PAYLOADS):
        (tmp_path / f"{number}.yml").write_text(
            f"title: {json.dumps(payload)}\nid: {number:08}-6c7f-4b49-9a0e-0a3a9f1f2b3c\n"
            "logsource: {product: windows, category: webserver}\n"
            "detection: {sel: {cs-uri-stem: /a}, condition: sel}\nlevel: high\n",
            encoding="utf-8",
        )

    assert run(["rules", "list", "--rules", str(tmp_path)]) == 0

    shown = capsys.readouterr()
    assert ACTIVE.findall(SGR.sub("", shown.out + shown.err)) == []


def pages(payload: str) -> Iterator[str]:
    verdict, hits = hostile(payload)
    yield page.render(verdict, hits)
    yield report_page.render(verdict.report)
    yield coverage_page(inventory(payload)).decode()
    from tocsin.showing.folder import form_named

    yield form_named("letter-html")(verdict, hits)
    yield form_named("notebook")(verdict, hits)


@pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED, no Chromium to look at the page with")
def test_no_page_runs_or_fetches_anything_of_theirs(tmp_path: Path) -> None:
    sync = pytest.importorskip("playwright.sync_api", reason="SKIPPED, playwright is not installed")
    ran: list[str] = []
    with sync.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context()
        context.expose_function("ran", lambda *given: ran.append("ran"))
        tab = context.new_page()
        tab.on("dialog", lambda dialog: (ran.append("dialog"), dialog.dismiss()))
        tab.on("request", lambda request: ran.append(request.url) if not request.url.startswith(own) else None)
        own = "nothing yet"
        # the script would report: a page that is not escaped is found out
        file = tmp_path / "page.html"
        own = file.as_uri()
        file.write_text("<p><img src=x onerror=ran(1)>")
        tab.goto(own)
        tab.wait_for_timeout(200)
        assert "ran" in ran
        for payload in (*_in_groups(12), TOGETHER):
            for shown in pages(payload):
                ran.clear()
                file.write_text(shown, encoding="utf-8")
                tab.goto(own)
                for opened in tab.locator("details:not([open])").all()[:5]:
                    opened.evaluate("element => element.open = true")
                tab.wait_for_timeout(20)
                assert ran == [], ascii(payload)
                assert tab.url == own
                assert tab.locator("a[href^='javascript:' i]").count() == 0
        chromium.close()


def _in_groups(size: int) -> Iterator[str]:
    """Payloads beside one another: one that is open does not swallow those of the other groups."""
    for begin in range(0, len(PAYLOADS), size):
        yield "\n".join(PAYLOADS[begin : begin + size])

"""The answer about an incident in lines and in CSV: rows that can be found, texts that are inert."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tocsin.library import Library
from tocsin.library.incident import answer
from tocsin.showing.incident_text import CSV_COLUMNS, incident_csv, incident_lines

from tests.library.reports import claim, report

NOW = "2021-07-20T08:00:00Z"


def library(path: Path) -> Library:
    shelf = Library(path / "x.sqlite")
    evil = "=cmd|'/c calc'!A0\x1b[2J\u202e"
    shelf.add(
        report(
            "A",
            claim(1, "us", "attribute", "mss", date="2021-07-19"),
            claim(2, "eu", "condemn", "cn"),
            claim(3, evil, "deny", evil),
            claim(4, "de", "attribute", "mss", negated=True),
            claim(5, "us", "attribute", "mss", origin="relay", via=("paper",)),
        ),
        "a",
        now=NOW,
    )
    with shelf.writing() as connection:  # made-up reports are about no incident of themselves
        connection.execute("INSERT INTO items VALUES (1, 'incident', 'incident:exchange-2021')")
    return shelf


def test_lines(tmp_path: Path) -> None:
    with library(tmp_path) as shelf:
        lines = list(incident_lines(answer(shelf, "exchange-2021"), 60, verbose=True))
    text = "\n".join(lines)
    assert max(map(len, lines)) <= 60
    assert "mss: 1 speaker says so" in text
    for block in ("Who only condemns", "Who denies", "Who merely repeats", "Who declined", "How it moved"):
        assert block in text
    assert "paper passes on us" in text
    assert "de: does not attribute" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_csv(tmp_path: Path) -> None:
    with library(tmp_path) as shelf:
        text = "".join(incident_csv(answer(shelf, "exchange-2021")))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert {(row["row"], row["speaker"]) for row in rows} >= {
        ("attributes", "us"), ("only condemns", "eu"), ("declined", "de"), ("repeats", "paper"),
    }  # fmt: skip
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]

"""Hits as text, CSV and JSON Lines: escaped, cut to the width, nothing left out of the counts."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.hunting import Hits
from tocsin.hunting.hits import hit_table
from tocsin.model.evidence import EvidenceFile, NotRead
from tocsin.showing.hunt import BINARY, FORMS, summary
from tocsin.showing.hunt_text import HOSTS

from tests.hunting.rulebook import batch_of, load_text, text_of

NASTY = "\x1b[31mred\u202e\n=cmd|' /C calc'!A0"


def hits_of(folder: Path, events: list[dict[str, Any]], **more: Any) -> Hits:
    rules = load_text(folder, text_of({"s": {"F|contains": ""}}, title=f"Rule {NASTY}", level="high"))
    table = hit_table(
        batch_of(events), np.arange(len(events)), [rules.cards[0].info.id] * len(events), [None] * len(events)
    )
    return Hits(table, rules, **more)


def written(form: str, hits: Hits, **more: Any) -> str:
    out = io.BytesIO()
    FORMS[form](hits, out, **more)
    return out.getvalue().decode()


def test_text_counts_hits_by_host_and_escapes_everything(tmp_path: Path) -> None:
    events = [{"F": NASTY, "_host": "A\x1b"}, {"F": "x" * 500, "_host": "A\x1b"}, {"F": "", "_host": None}]

    shown = written("text", hits_of(tmp_path, events))

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert re.search(r"A\\x1b +2 hits", shown)
    assert re.search(r"\(no host named\) +1 hit ", shown)
    assert max(map(len, shown.splitlines())) <= 80


def test_hosts_beyond_the_first_are_counted_and_shown_on_demand(tmp_path: Path) -> None:
    hits = hits_of(tmp_path, [{"F": "a", "_host": f"H{number:02}"} for number in range(HOSTS + 3)])

    assert "and 3 more hits on 3 more hosts" in written("text", hits)
    assert "H10  1 hit" in written("text", hits, verbose=True)


def test_csv_cells_cannot_become_formulas(tmp_path: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(written("csv", hits_of(tmp_path, [{"F": "a", "_host": "=1+1"}]))))

    assert row["Computer"].startswith("'=")
    assert row["Level"] == "high"


def test_json_lines_give_the_event_as_it_stood(tmp_path: Path) -> None:
    (hit,) = map(json.loads, written("jsonl", hits_of(tmp_path, [{"F": NASTY}])).splitlines())

    assert hit["event"] == {"F": NASTY}
    assert hit["time"] == "2021-03-02T07:00:00Z"


@pytest.mark.parametrize("form", sorted(set(FORMS) - BINARY))
def test_no_hits_are_written_without_error(form: str, tmp_path: Path) -> None:
    written(form, hits_of(tmp_path, []))


def test_the_summary_keeps_the_books(tmp_path: Path) -> None:
    file = EvidenceFile(path="a", format="evtx", why="", size=1, events=5, rejected=2)
    hits = hits_of(tmp_path, [{"F": "a"}], files=lambda: (file,), not_read=(NotRead(path=NASTY, reason="why"),))

    said = summary(hits)

    assert "1 hits in 5 events of 1 files; 1 rules" in said
    assert "Records: 7 = 5 events + 2 rejected." in said
    assert "Not read: 1 files" in said
    assert "\x1b" not in said


def test_timesketch_has_its_three_columns_on_every_line(tmp_path: Path) -> None:
    events = [{"F": NASTY, "datetime": "mine", "_host": "A"}, {"F": "x", "_host": None}]

    lines = [json.loads(line) for line in written("timesketch", hits_of(tmp_path, events)).splitlines()]

    assert len(lines) == 2
    for line in lines:
        assert {"message", "datetime", "timestamp_desc", "rule_id", "level", "record"} <= line.keys()
        assert line["datetime"].endswith("+00:00")
    assert {line["F"] for line in lines} == {NASTY, "x"}


def test_parquet_is_read_back_with_the_rule_beside_each_hit(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    hits = hits_of(tmp_path, [{"F": NASTY, "_host": "A"}, {"F": "x", "_host": "B"}])
    out = io.BytesIO()
    FORMS["parquet"](hits, out)
    out.seek(0)

    rows = pq.read_table(out).to_pylist()

    assert [row["host"] for row in rows] == ["A", "B"]
    assert {row["level"] for row in rows} == {"high"}
    assert json.loads(rows[0]["event"])["F"] == NASTY


def test_an_indicator_is_a_hit_with_a_title_in_parquet_too(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    rules = hits_of(tmp_path, []).rules
    name = "ipv4-addr:192.0.2.7"
    hits = Hits(hit_table(batch_of([{"F": "192.0.2.7"}]), np.array([0]), [f"indicator:{name}"], [name]), rules)
    out = io.BytesIO()
    FORMS["parquet"](hits, out)
    (row,) = pq.read_table(out).to_pylist()

    assert (row["title"], row["level"], row["tags"], row["indicator"]) == ("Indicator 192.0.2.7", "high", [], name)

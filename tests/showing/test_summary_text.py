"""Summaries as text: a title, what it tells, the first rows, how to have the rest."""

from __future__ import annotations

import io
import json

import pyarrow as pa

from tocsin.lake.summaries import summaries
from tocsin.showing.summary_text import write_summaries

TABLE = pa.table({"account": ["\x1b[2Jeve", "=1+1", "c"], "worked": [1, 2, 3]})


def written(form: str, table: pa.Table = TABLE, top: int = 2) -> str:
    out = io.BytesIO()
    write_summaries([(summaries()[0], table)], form, out, top=top)
    return out.getvalue().decode()


def test_text() -> None:
    text = written("text")
    assert text.startswith("Hosts\n")
    assert "… 1 more (--top N shows more, --of hosts --format csv has all)" in text
    assert "\x1b" not in text
    assert "none" in written("text", TABLE.slice(0, 0))


def test_csv_and_json_lines_have_every_row() -> None:
    assert [json.loads(line)["worked"] for line in written("jsonl").splitlines()] == [1, 2, 3]
    csv = written("csv").splitlines()
    assert len(csv) == 4
    assert not csv[2].startswith("=")

"""timeline.csv: what Timesketch asks for, a row a hit, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from tocsin.showing.timeline import COLUMNS, csv_lines

from tests.showing.verdicts import ALL_HITS, ATTEMPT, HITS, VERDICT, hostile


def rows(verdict=VERDICT, hits=ALL_HITS) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(csv_lines(verdict, hits)).decode())))


def test_the_columns_of_timesketch_come_first() -> None:
    assert COLUMNS[:3] == ("message", "datetime", "timestamp_desc")


def test_there_is_a_row_for_each_hit_those_without_a_time_included() -> None:
    table = rows()

    assert len(table) == len(ALL_HITS)
    assert [row["datetime"] for row in table].count("") == 1
    assert all(datetime.fromisoformat(row["datetime"]).tzinfo for row in table if row["datetime"])


def test_a_row_tells_the_furthest_finding_its_rule_belongs_to() -> None:
    (first,) = rows(hits=HITS[1:2])
    (tried,) = rows(hits=(ATTEMPT,))

    assert (first["outcome"], first["stage"], first["strength"]) == ("seen", "foothold", "specific")
    assert (tried["outcome"], tried["stage"], tried["host"]) == ("attempted", "scanned", "MXS02.azsentinel.local")
    assert (first["source"], first["record"], first["offset"]) == ("logs.zip/sysmon.evtx", "4101", "66048")
    assert "TargetFilename=C:\\Program Files" in first["event"]


def test_no_cell_is_a_formula_or_breaks_its_row() -> None:
    verdict, hits = hostile()
    lines = list(csv_lines(verdict, hits))
    table = rows(verdict, hits)

    assert len(lines) == len(hits) + 1
    assert all(line.count(b"\n") == 1 for line in lines)
    for row in table:
        assert None not in row
        assert not [cell for cell in row.values() if cell.strip().startswith(("=", "+", "-", "@"))]


def test_cells_fit_a_spreadsheet() -> None:
    verdict, hits = hostile("x" * 1_000_000)

    assert max(len(cell) for row in rows(verdict, hits) for cell in row.values()) < 32_767

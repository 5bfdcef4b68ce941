"""Hits as text: every rule and host with counts, period and marked values; fits its width; nothing by colour alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from tocsin.hunting import Hits
from tocsin.hunting.hits import SCHEMA, hit_table
from tocsin.hunting.rules import LEVELS
from tocsin.showing.columns import width
from tocsin.showing.hunt_text import View, hunt_text
from tocsin.showing.terminal import Style

from tests.hunting.rulebook import batch_of, load_text, text_of

SGR = re.compile(r"\x1b\[[0-9;]*m")


def hits_of(folder: Path, **more: Any) -> Hits:
    """Return hits of one rule a level, on two hosts, one value hostile and long."""
    ids = [f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in range(1, 6)]
    text = "---\n".join(
        text_of(
            {"s": {"F|contains": "evil"}},
            id=name,
            level=level,
            title=f"A rule of level {level} with a title that is too long for one line of eighty columns, certainly",
            tags=["attack.t1059.001", "attack.execution", "attack.defense_evasion"],
            status="test",
        )
        for name, level in zip(ids, LEVELS, strict=True)
    )
    events = [
        {"F": "x" * 300 + "evil\x1b[31m" + "y" * 300, "_host": "EXCH01.a-domain-with-a-long-name.corp.example"},
        {"F": "evil", "_host": "B"},
    ]
    tables = [hit_table(batch_of(events), np.array([0, 1]), [name] * 2, [None] * 2) for name in ids]
    return Hits(pa.concat_tables(tables), load_text(folder, text), **more)


def lines(hits: Hits, columns: int = 80, **more: Any) -> list[str]:
    style = Style(columns, more.pop("colour", False), more.pop("verbose", False))
    return list(hunt_text(hits, View(style, **more)))


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_lines_fit_the_width_in_colour_or_not(tmp_path: Path, columns: int) -> None:
    hits = hits_of(tmp_path)
    plain, coloured = lines(hits, columns), lines(hits, columns, colour=True)

    assert max(map(width, plain)) <= columns
    assert "\x1b" not in "".join(plain)
    assert max(width(SGR.sub("", line)) for line in coloured) <= columns
    assert "\x1b[1;4mevil" in "\n".join(coloured)


def test_every_level_has_its_word_in_the_order_of_gravity(tmp_path: Path) -> None:
    heads = [line for line in lines(hits_of(tmp_path)) if "A rule of level" in line]

    assert [line.split()[1] for line in heads] == [level.upper() for level in reversed(LEVELS)]


def test_a_value_is_shown_where_it_matched(tmp_path: Path) -> None:
    text = "\n".join(lines(hits_of(tmp_path)))

    assert "xxx«evil»\\x1b[31myyy" in text
    assert "    F: «evil»" in text
    assert "T1059.001" in text


def test_the_same_hits_give_the_same_text(tmp_path: Path) -> None:
    hits = hits_of(tmp_path)
    backwards = Hits(hits.arrow().take(pa.array(range(len(hits) - 1, -1, -1))), hits.rules)

    assert lines(hits) == lines(backwards)


def test_times_are_shown_in_a_zone_and_it_is_named(tmp_path: Path) -> None:
    text = "\n".join(lines(hits_of(tmp_path), 120, zone=ZoneInfo("Asia/Tokyo")))

    assert "2021-03-02 16:00:00" in text
    assert "07:00:00" not in text
    assert "Asia/Tokyo" in text


def test_the_last_line_is_a_command_that_goes_on_with_the_first_hit(tmp_path: Path) -> None:
    hits = hits_of(tmp_path)
    last = lines(hits, next_step="go {rule} {record}", otherwise="stay")[-1]

    assert last == f"Next: go {'5' * 8}-1111-4111-8111-111111111111 a.evtx:2"
    none = Hits(SCHEMA.empty_table(), hits.rules)
    assert lines(none, next_step="go {rule} {record}", otherwise="stay")[-1] == "Next: stay"
    assert not lines(none)[-1].startswith("Next")


def test_a_value_that_met_several_tests_is_one_line_with_all_its_marks(tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of({"s": {"F|contains": "bc", "F|endswith": ["ef"], "G": None}}))
    table = hit_table(batch_of([{"F": "abcdef"}]), np.array([0]), [rules.cards[0].info.id], [None])
    text = "\n".join(lines(Hits(table, rules)))

    assert "    F: a«bc»d«ef»" in text
    assert "    G null: " in text
    assert text.count("abcdef") == 0

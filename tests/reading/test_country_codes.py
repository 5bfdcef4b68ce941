"""Codes of states in rows of networks."""

from __future__ import annotations

from tocsin.reading.country_codes import codes_in_tables


def test_a_cell_of_a_row_with_a_network_names_its_state() -> None:
    text = "| AS64500 | Example Net | 192.0.2[.]0/24 \xa0| CH \xa0| RIPE |\n198.51.100.7\tSE\tRIPE\n"
    assert [(text[one.start : one.end], one.id) for one in codes_in_tables(text)] == [("CH", "CH"), ("SE", "SE")]


def test_other_cells_name_nobody() -> None:
    assert not list(codes_in_tables("| IT | OT |\n| ID | Name |\n192.0.2.1 is in DE | 192.0.2.2 | XX | none |"))

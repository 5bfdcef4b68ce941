"""Layouts: which values of a template are looked at, as kinds of event ask for them."""

from __future__ import annotations

from tocsin.collecting.formats.evtx_coding import CODED, ENTRIES, ENTRIES_END, FIELD, MODE, SEARCHED, SUBSTITUTION
from tocsin.collecting.formats.evtx_events import field_name
from tocsin.collecting.formats.evtx_layouts import Layouts
from tocsin.collecting.formats.evtx_template import Slot, Template


def slot(name: str, number: int) -> Slot:
    return Slot(("Event", "EventData", "Data"), name, None, None, number)


def made(template: Template) -> Layouts:
    fields = ["", "Image", "User"]
    layouts = Layouts(field_name, lambda _field, _text: 77, fields.index)
    layouts.add(0, 0, template)
    return layouts


def entries(layouts: Layouts) -> list[tuple[int, int, int]]:
    begin, end = layouts.table[0, ENTRIES], layouts.table[0, ENTRIES_END]
    return [(int(row[SUBSTITUTION]), int(row[FIELD]), int(row[MODE])) for row in layouts.entries[begin:end]]


def test_fields_are_coded_when_a_kind_asks_for_them_and_else_only_searched() -> None:
    layouts = made(Template([slot("User", 1), slot("Image", 0)], substitutions=2))
    assert entries(layouts) == [(0, 0, SEARCHED), (1, 0, SEARCHED)]

    layouts.ask(0, 3, frozenset({"Image", "Other"}))
    assert entries(layouts) == [(0, 1, SEARCHED | CODED), (1, 0, SEARCHED)]
    assert [fields.tolist() for fields in layouts.marked] == [[], [1]]
    assert layouts.known[0, 3] == 1

    layouts.ask(0, 4, None)
    assert [mode & CODED for _, _, mode in entries(layouts)] == [CODED, CODED]
    assert layouts.every == {"Image", "User"}


def test_a_value_that_fills_many_places_is_refused() -> None:
    layouts = made(Template([slot("Image", 0), slot("User", 0), slot("Image", 0)], substitutions=1))

    assert layouts.of[0, 0] == -2
    assert not len(layouts)

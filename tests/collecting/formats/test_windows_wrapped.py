"""Objects inside one answer."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats.windows_wrapped import members


@pytest.mark.parametrize("name", ["results", "value", "records", "Events"])
def test_a_list_of_objects(name: str) -> None:
    assert members({"count": 1, name: [{"a": 1}]}) == [{"a": 1}]


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1},
        {"value": []},
        {"value": [1, {"a": 1}]},
        {"hits": {"hits": []}},
        {"hits": {"total": 3}},
        {"tables": [{"columns": [], "rows": []}]},
        {"tables": [{"columns": [{"name": "a"}], "rows": ["x"]}]},
        {"columns": ["a"], "rows": {}},
    ],
)
def test_no_answer(value: dict[str, object]) -> None:
    assert members(value) is None


def test_tables_of_both_spellings() -> None:
    old = {"Tables": [{"Columns": [{"ColumnName": "a"}, {"ColumnName": "b"}], "Rows": [[1, 2]]}]}
    assert members(old) == [{"a": 1, "b": 2}]
    assert members({"columns": ["a"], "rows": [[1], [2]]}) == [{"a": 1}, {"a": 2}]

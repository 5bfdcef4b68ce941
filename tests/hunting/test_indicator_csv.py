"""Indicators in CSV: by the head's columns, by types of columns, or by what is in the rows."""

from __future__ import annotations

import pytest

from tocsin.hunting.indicator_csv import MOST_CELL, rows
from tocsin.hunting.indicator_files import read_indicators
from tocsin.hunting.indicator_objects import Entry


def values(name: str, text: str) -> list[str]:
    return [f"{one.type}:{one.value}" for one in read_indicators(name, text.encode()).indicators]


@pytest.mark.parametrize(
    "text",
    [
        "type,value,comment\ndomain,a[.]example,x\nip-dst,192.0.2.7,\n",
        "Indicator type;Indicator;Description\nhostname;a.example;x\nIPv4;192.0.2.7;y\n",
        "first,seen\nx,a.example\ny,192.0.2.7\n",
        'value\ttype\n"a.example"\tdomain\n192.0.2.7\t\n',
        "note,domain,ip\nx,a[.]example,\ny,,192.0.2.7\n",
        "indicator,x\na.example,1\n192.0.2.7,2\n",
    ],
)
def test_csv_by_the_names_of_its_columns_or_by_what_is_in_them(text: str) -> None:
    assert values("list.csv", text) == ["domain-name:a.example", "ipv4-addr:192.0.2.7"]


def test_csv_of_misp_leaves_out_what_is_not_for_detection() -> None:
    text = "uuid,type,value,to_ids\n1,filename|md5,a.exe|" + "a" * 32 + ",1\n2,domain,left.example,0\n3,domain\n"
    found = read_indicators("misp.csv", text.encode())

    assert [one.value for one in found.indicators] == ["a" * 32]
    assert found.left_out == 1
    assert [one.line for one in found.unusable] == [4]


def test_what_is_no_csv_is_said_with_its_line_and_the_rest_is_read() -> None:
    found = list(rows(["value,x", "a.example,1", '"' + "b" * (MOST_CELL + 1) + '",2', "192.0.2.7,3"], ","))

    assert [one.line for one in found if isinstance(one, Entry) and one.why is not None] == [3]
    assert [one.value for one in found if isinstance(one, Entry) and one.why is None] == ["a.example", "192.0.2.7"]

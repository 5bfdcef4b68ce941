"""Messages to fields: by program, first pattern first, a row that none fits keeps nothing."""

from __future__ import annotations

import pyarrow as pa

from tocsin.collecting.messages import Pattern, Scattered, Speaker, fields_of, of_speaker, plain

SPEAKER = Speaker(
    "x",
    frozenset({"a"}),
    (Pattern(r"^n=(?P<n_m>\d*)", {"kind": "number"}), Pattern(r"^(?P<word>\w+)$")),
    {"n_m": "n-m"},
)


def test_the_first_pattern_that_fits_has_the_message() -> None:
    found = fields_of([SPEAKER], pa.array(["/bin/A", "b", None, "a", "a"]), pa.array(["n=1", "n=2", "n=3", "w", "n="]))
    assert {name: column.to_pylist() for name, column in found.items()} == {
        "n-m": ["1", None, None, None, None],
        "kind": ["number", None, None, None, "number"],
        "word": [None, None, None, "w", None],
    }


def test_no_rows_no_columns() -> None:
    assert fields_of([SPEAKER], pa.array(["b"]), pa.array(["n=1"])) == {}
    assert of_speaker(SPEAKER, pa.array([], pa.string())).tolist() == []
    assert Scattered(2).columns() == {}
    assert (plain(None), plain("(Cron)")) == ("", "cron")

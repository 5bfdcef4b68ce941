"""Addresses in parts and whole again."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tocsin.collecting.addresses import joined, parts_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/x/y.EXE?q=1#f", ["http", "a.example", None, "/x/y.EXE", "q=1", "exe"]),
        ("https://u:p@a.example:8443/", ["https", "a.example", "8443", "/", None, None]),
        ("a.example:443", [None, "a.example", "443", None, None, None]),
        ("a.example/x", [None, "a.example", None, "/x", None, None]),
        ("/only/path?x", [None, None, None, "/only/path", "x", None]),
        ("http://[2001:db8::9]:80/", ["http", "[2001:db8::9]", "80", "/", None, None]),
        ("", [None] * 6),
        ("error:invalid-request", [None] * 6),
    ],
)
def test_parts(url: str, expected: list[str | None]) -> None:
    found = parts_of(pa.array([url]))
    names = ("cs-uri-scheme", "cs-host", "cs-uri-port", "cs-uri-stem", "cs-uri-query", "c-uri-extension")
    assert [found[name].to_pylist()[0] for name in names] == expected


def test_parts_make_an_address() -> None:
    whole = joined(
        {
            "cs-uri-scheme": pa.array(["http", "https", None]),
            "cs-host": pa.array(["a", "b", "c"]),
            "cs-uri-port": pa.array(["8080", "443", None]),
            "cs-uri-stem": pa.array(["/x", "/", None]),
            "cs-uri-query": pa.array(["?q", "r", None]),
        }
    )
    assert whole is not None
    assert whole.to_pylist() == ["http://a:8080/x?q", "https://b/?r", "c"]
    assert joined({}) is None

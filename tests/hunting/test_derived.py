r"""Derived fields: what an expression takes of a value, and what is an expression at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tocsin.hunting.derived import PARTS, derived, either, renamed, sources
from tocsin.hunting.reference import values_of

HASHES = "SHA1=AA,MD5=bb, SHA256=CC,IMPHASH=dd"


@pytest.mark.parametrize(
    ("function", "value", "part"),
    [
        ("name", "C:\\Windows\\cmd.exe", "cmd.exe"),
        ("name", "/usr/bin/bash", "bash"),
        ("name", "cmd.exe", "cmd.exe"),
        ("name", "C:\\Windows\\", ""),
        ("folder", "C:\\Windows\\cmd.exe", "C:\\Windows"),
        ("folder", "cmd.exe", ""),
        ("extension", "C:\\a.b\\x.tar.gz", "gz"),
        ("extension", "C:\\a.b\\x", None),
        ("extension", ".profile", None),
        ("user", "CORP\\alice", "alice"),
        ("user", "alice", "alice"),
        ("domain", "NT AUTHORITY\\SYSTEM", "NT AUTHORITY"),
        ("domain", "alice", None),
        ("md5", HASHES, "bb"),
        ("sha256", HASHES, "CC"),
        ("imphash", HASHES, "dd"),
        ("sha1", "MD5=aa", None),
        ("md5", "", None),
    ],
)
def test_a_part_of_a_value(function: str, value: str, part: str | None) -> None:
    assert PARTS[function](value) == part


@pytest.mark.parametrize(
    "name",
    ["Image", "cs(User-Agent)", "name()", "name(a,b)", "name(a", "first()", "first(a,,b)", "Name(a)", "name(" * 99],
)
def test_other_names_are_plain_fields(name: str) -> None:
    assert derived(name) is None
    assert renamed(name, {"x": "y"}) == name


def test_expressions_may_stand_in_each_other() -> None:
    name = "first(name(Image), cs(User-Agent),name(first(a,b)))"
    made = derived(name)

    assert made is not None
    assert made.of == ("name(Image)", "cs(User-Agent)", "name(first(a,b))")
    assert {"Image", "cs(User-Agent)", "a", "b"} <= sources([name])
    assert renamed(name, {"a": "c", "Image": "N"}) == "first(name(N),cs(User-Agent),name(first(c,b)))"


def test_one_name_alone_needs_no_expression() -> None:
    assert either(["Image", "Image"]) == "Image"
    assert either(["Image", "exe"]) == "first(Image,exe)"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("name(Image)", ["cmd.exe"]),
        ("first(Absent,User,Image)", ["CORP\\a", "b"]),
        ("domain(User)", ["CORP"]),
        ("user(first(Absent,User))", ["a", "b"]),
        ("name(Absent)", []),
        ("first(Absent)", []),
    ],
)
def test_the_reference_knows_them(name: str, values: Sequence[str]) -> None:
    assert values_of({"Image": "C:\\cmd.exe", "User": ["CORP\\a", "b"], "Absent": None}, name) == values

"""Lists of indicators in their forms; each entry is an indicator, left out on purpose, or refused with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting import indicator_files
from tocsin.hunting.indicator_files import load_indicators, read_indicators
from tocsin.model.errors import RuleError, UsageError


def values(name: str, text: str) -> list[str]:
    return [f"{one.type}:{one.value}" for one in read_indicators(name, text.encode()).indicators]


def test_a_text_list_has_comments_blank_lines_and_what_was_defanged() -> None:
    text = "\ufeff# ours\n\nhxxp://a[.]example/x  # seen by us\n192.0.2.7\n192.0.2.7\n?\n"
    found = read_indicators("list.txt", text.encode())

    assert [one.value for one in found.indicators] == ["http://a.example/x", "192.0.2.7"]
    assert [(one.path, one.line) for one in found.unusable] == [("list.txt", 6)]


def test_json_in_its_forms_and_damaged() -> None:
    bundle = {"type": "bundle", "objects": [{"type": "indicator", "pattern": "[domain-name:value = 'a.example']"}]}

    assert values("x", json.dumps(bundle)) == ["domain-name:a.example"]
    assert values("x", '["192.0.2.7"]') == ["ipv4-addr:192.0.2.7"]
    assert "not JSON" in read_indicators("x", b'{"type": "bundle"').unusable[0].why
    deep = read_indicators("x", b'{"a":' * 100_000)
    assert deep.unusable
    assert not deep.indicators


def test_utf_16_is_read() -> None:
    assert [one.value for one in read_indicators("x", "a.example\r\n".encode("utf-16")).indicators] == ["a.example"]


def test_several_lists_are_one_and_a_long_one_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text("".join(f"192.0.{number // 250}.{number % 250 + 1}\n" for number in range(9000)))
    other.write_text("192.0.0.1\na.example\n?\n")
    found = load_indicators([one, other])

    monkeypatch.setattr(indicator_files, "read_indicators", None)

    assert len(found) == 9001
    assert len(found.unusable) == 1
    assert load_indicators([one]).indicators == found.indicators[:9000]


def test_lists_that_cannot_be_used_are_errors(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("# nothing\n?\n")

    with pytest.raises(UsageError, match="cannot be read"):
        load_indicators([tmp_path / "absent"])
    with pytest.raises(RuleError, match="no indicator in it that can be looked for: not recognised"):
        load_indicators([empty])


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(alphabet="a.1[]:/\\,;\t\n\"'{}#% @é", max_size=60), st.sampled_from(["x.txt", "x.csv"]))
def test_any_text_is_read_without_error(text: str, name: str) -> None:
    read_indicators(name, text.encode())

"""What is installed: read from its records, by name; a record that cannot be read says what to do."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tocsin.knowledge.installed import Installed, files_of, folder, installed, record_of
from tocsin.model.errors import RuleError


def one(name: str) -> Installed:
    return Installed(
        name=name, kind="rules", version="1", origin="a", sha256="0" * 64, licence=None, rules=1, unusable=0
    )


def test_nothing_is_installed_where_there_is_no_folder(rules_home: Path) -> None:
    assert folder() == rules_home
    assert installed() == ()


def test_records_are_read_by_name(rules_home: Path) -> None:
    rules_home.mkdir(parents=True)
    for name in ("b", "a"):
        record_of(name).write_bytes(msgspec.json.encode(one(name)))

    assert installed() == (one("a"), one("b"))
    assert files_of("a") == rules_home / "a"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"name": "a", "kind": "else"}'])
def test_a_spoilt_record_says_what_to_do(text: str, rules_home: Path) -> None:
    rules_home.mkdir(parents=True)
    record_of("a").write_text(text)
    with pytest.raises(RuleError) as caught:
        installed()

    assert caught.value.hint == "tocsin rules remove a"

"""An update from a bundle: what changes is said, and only the user's folder is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.knowledge import tables
from tocsin.knowledge.store import KnowledgeBase
from tocsin.knowledge.update import compare, save
from tocsin.model.errors import UsageError

from tests.knowledge.bundles import bundle, technique


def written(tmp_path: Path, *things: dict[str, object]) -> Path:
    path = tmp_path / "enterprise-attack-99.1.json"
    path.write_text(json.dumps(bundle(*things)), encoding="utf-8")
    return path


def test_a_bundle_is_compared_with_what_is_in_use(tmp_path: Path) -> None:
    path = written(tmp_path, technique("T1190", "Exploit Anything"), technique("T9001", "New"))

    update, attack, _ = compare(path, None)

    by_id = {one.id: one for one in update.changes}
    assert (update.before, update.version) == ("18.1", "99.1")
    assert (by_id["T1190"].what, by_id["T1190"].before) == ("renamed", "Exploit Public-Facing Application")
    assert by_id["T9001"].what == "added"
    assert by_id["G0065"].what == "removed"
    assert [one.id for one in attack.techniques] == ["T1190", "T9001"]


def test_saved_tables_are_used_and_the_packaged_ones_stay(tmp_path: Path) -> None:
    before = tables.path_of("attack").read_bytes()
    _, attack, texts = compare(written(tmp_path, technique("T9001", "New")), None)

    save(attack, texts, tmp_path / "own")

    own = KnowledgeBase(tmp_path / "own")
    assert own.technique("T9001") is not None
    assert own.technique("T1190") is None
    assert own.version.startswith("attack 99.1")
    assert own.gazetteer()
    assert tables.path_of("attack").read_bytes() == before


def test_the_packaged_tables_are_never_overwritten(tmp_path: Path) -> None:
    _, attack, texts = compare(written(tmp_path, technique("T9001", "New")), None)

    with pytest.raises(UsageError, match="not overwritten"):
        save(attack, texts, tables.PACKAGED)


@pytest.mark.parametrize("content", ["", "[]", '{"objects": []}', '{"type": "bundle"}', "{"])
def test_what_is_no_bundle_is_one_clear_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UsageError):
        compare(path, None)

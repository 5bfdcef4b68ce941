"""The index of a lake: what is wrong with one is a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.lake_index import LAKE_FILE
from tocsin.lake import keep
from tocsin.model.errors import EvidenceError

from tests.lake.evidence import write_evidence


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    keep(collect([write_evidence(tmp_path / "evidence", count=200)]), tmp_path / "lake")
    return tmp_path / "lake"


def test_a_newer_layout_is_said_so(lake: Path) -> None:
    content = json.loads((lake / LAKE_FILE).read_bytes())
    (lake / LAKE_FILE).write_text(json.dumps(content | {"schema": 99}))
    with pytest.raises(EvidenceError, match="newer layout"):
        collect([lake])


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"schema": "x"}', b'{"schema": 1, "writes": ["../x"]}'])
def test_a_damaged_own_file_is_one_line(lake: Path, content: bytes) -> None:
    (lake / LAKE_FILE).write_bytes(content)
    with pytest.raises(EvidenceError) as caught:
        collect([lake])
    assert "\n" not in str(caught.value)


def test_an_index_that_leads_out_of_the_lake_is_refused(lake: Path) -> None:
    (index,) = (lake / "index").iterdir()
    index.write_bytes(index.read_bytes().replace(b'"events/', b'"../etc/'))
    with pytest.raises(EvidenceError, match="none of a lake"):
        collect([lake])

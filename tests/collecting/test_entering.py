"""Archives are entered in processes of their own: one that ends its process, or lies, costs itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tocsin.collecting import collect, discover
from tocsin.collecting.archives import Place
from tocsin.collecting.limits import Limits
from tocsin.collecting.units import FileUnit
from tocsin.hunting.progress import Phase, Progress
from tocsin.isolation import pool

from tests.collecting.boxes import gzipped, tarred, zipped
from tests.collecting.samples import IIS

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SKIPPED, this system does not fork")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.zip").write_bytes(zipped({"x.log": IIS, "in.zip": zipped({"y.log": IIS})}))
    (tmp_path / "b.log").write_bytes(IIS)
    (tmp_path / "c.tar.gz").write_bytes(gzipped(tarred({"z.log": IIS})))
    return tmp_path


def books(folder: Path) -> dict[str, int]:
    return {file.path: file.events for file in collect([folder]).files()}


def test_it_is_another_process_that_looks_into_them_and_the_result_is_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = discover.members
    monkeypatch.setattr(discover, "members", lambda *given: (seen.append(os.getpid()), real(*given))[1])
    seen: list[int] = []
    found = books(folder)

    assert seen == []  # not here
    monkeypatch.setattr(pool, "forks", lambda: False)
    assert books(folder) == found
    assert set(seen) == {os.getpid()}
    assert sorted(found) == ["a.zip/in.zip/y.log", "a.zip/x.log", "b.log", "c.tar.gz/c.tar/z.log"]


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "ended by SIGKILL"),
        (lambda: bytearray(8 << 30), "more than 2048 MB of memory"),
        (lambda: os.nothing, "a fault of tocsin's: AttributeError"),
    ],
)
def test_an_archive_that_ends_its_process_costs_itself(
    does: Callable[[], object], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "memory" in said and sys.platform != "linux":
        pytest.skip("SKIPPED, only Linux limits what a process takes")
    real = discover.members

    def trapped(place: Place, *given: Any) -> Any:
        if place.file.endswith("a.zip"):
            does()
        return real(place, *given)

    monkeypatch.setattr(discover, "members", trapped)
    found = collect([folder])

    assert [unit.path for unit in found.units] == ["b.log", "c.tar.gz/c.tar/z.log"]
    (lost,) = found.not_read
    assert lost.path == "a.zip"
    assert said in lost.reason


@pytest.mark.parametrize("lie", ["file", "store", "plugin", "limits"])
def test_a_unit_that_lies_elsewhere_is_not_believed(lie: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = discover._unit

    def lying(place: Place, *given: Any, **more: Any) -> FileUnit:
        unit = real(place, *given, **more)
        if lie == "limits":
            return replace(unit, limits=Limits(depth=99))
        if lie == "plugin":
            return replace(unit, plugin="os")
        return replace(unit, place=replace(unit.place, **{lie: "/etc"}))

    monkeypatch.setattr(discover, "_unit", lying)
    found = collect([folder / "c.tar.gz"])

    if lie == "limits":
        assert [unit.limits.depth for unit in found.units] == [Limits().depth]  # type: ignore[attr-defined]
    else:
        assert found.units == ()
        assert "answer of the kind expected" in found.not_read[0].reason


def test_members_are_counted_while_they_are_looked_for(folder: Path) -> None:
    progress = Progress()
    progress.begin(Phase.FINDING)
    collect([folder], met=progress.add)

    assert progress.state().done == 8  # three files; x.log, in.zip and y.log in the first, c.tar and z.log in the last

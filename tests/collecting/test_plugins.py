"""Formats from outside the package: found by their entry point, loaded only when named, never able to break a run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.cli.main import run
from tocsin.collecting import collect, plugins
from tocsin.model.errors import UsageError

from tests.collecting.samples import IIS

RECIPE = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text()
MODULE = RECIPE.split("```python\n", 1)[1].split("```", 1)[0]
"""The reader that CONTRIBUTING shows."""

LOG = b"#door 1\n1614668400 EXCH-DOOR open alice\n1614668460 EXCH-DOOR closed -\nnonsense\n"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A distribution that registers formats, as pip would lay it down."""
    site = tmp_path / "site"
    info = site / "tocsin_door-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tocsin-door\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[tocsin.formats]\ndoor = tocsin_door\nbroken = tocsin_door_nothing\nwrong = os\nfalls = tocsin_door_falls\n"
        "iis = tocsin.collecting.formats.iis\n"
    )
    (site / "tocsin_door.py").write_text(MODULE)
    falls = MODULE.replace("for block in", "raise RuntimeError('it fell')\n    for block in").replace(
        '"door"', '"falls"'
    )
    (site / "tocsin_door_falls.py").write_text(falls)
    monkeypatch.syspath_prepend(str(site))
    plugins.plugin.cache_clear()
    yield tmp_path
    plugins.plugin.cache_clear()
    for name in ("tocsin_door", "tocsin_door_falls"):
        sys.modules.pop(name, None)


def logs(root: Path) -> Path:
    folder = root / "logs"
    folder.mkdir()
    (folder / "door.log").write_bytes(LOG)
    (folder / "u_ex210302.log").write_bytes(IIS)
    return folder


def test_a_format_from_outside_is_read_when_it_is_named(installed: Path) -> None:
    evidence = collect([logs(installed)], plugins=["door"])
    books = {file.path: (file.format, file.events, file.rejected) for file in evidence.files()}

    assert books == {"door.log": ("door", 2, 1), "u_ex210302.log": ("iis", 3, 0)}
    (door,) = [one for one in evidence.coverage() if one.path == "door.log"]
    assert (door.host, door.begin) == ("EXCH-DOOR", "2021-03-02T07:00:00Z")


def test_what_is_installed_but_not_named_is_not_even_loaded(installed: Path) -> None:
    evidence = collect([logs(installed)])
    assert [unit.format for unit in evidence.units] == ["iis"]
    assert "tocsin_door" not in sys.modules


def test_a_reader_that_falls_loses_its_file_and_nothing_else(installed: Path) -> None:
    evidence = collect([logs(installed)], plugins=["falls"])
    books = {file.path: file for file in evidence.files()}
    assert (books["door.log"].events, books["door.log"].rejected) == (0, 1)
    assert "'falls' failed: RuntimeError: it fell" in books["door.log"].losses[0].reason
    assert books["u_ex210302.log"].events == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing", "no format plugin is called 'nothing' (installed are: broken, door, falls, iis, wrong)"),
        ("broken", "cannot be loaded: ModuleNotFoundError"),
        ("wrong", "is no tocsin.collecting.format.Format"),
        ("iis", "has the name of a built-in format"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(installed: Path, name: str, words: str) -> None:
    with pytest.raises(UsageError) as told:
        collect([logs(installed)], plugins=[name])
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_the_option(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = logs(installed)
    assert run(["coverage", str(folder), "--format-plugin", "door"]) == 0
    assert "EXCH-DOOR" in capsys.readouterr().out
    assert run(["coverage", str(folder), "--format-plugin", "nothing"]) == 2

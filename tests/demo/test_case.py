"""The whole case: what is written, the truth beside it, and that it is the same every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.demo import Options, make
from tocsin.demo.case import BARE, HIT, SCANNED
from tocsin.model.errors import UsageError
from tocsin.reading import read


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case, made once for all tests of this file."""
    out = tmp_path_factory.mktemp("case")
    make(out, 3, stage="wrote", scale=0.0005)
    return out


def test_there_is_a_report_evidence_of_three_servers_and_the_truth(folder: Path) -> None:
    truth = json.loads((folder / "truth.json").read_text())

    assert sorted(path.name for path in (folder / "evidence").iterdir()) == [HIT, SCANNED, BARE]
    assert [(host["name"], host["stage"]) for host in truth["hosts"]] == [
        (HIT, "foothold"),
        (SCANNED, "scanned"),
        (BARE, None),
    ]
    assert {"wrote", "file-dropped"} <= set(truth["hosts"][0]["steps"])
    assert "shell-reached" not in truth["hosts"][0]["steps"]


def test_the_article_names_the_incident_and_nothing_that_could_be_looked_up(folder: Path) -> None:
    report = read(folder / "report.md")

    assert [incident.id for incident in report.incidents] == ["incident:exchange-2021"]
    assert report.indicators == ()
    assert "CVE" not in report.document.text


def test_the_same_seed_gives_the_same_case(folder: Path, tmp_path: Path) -> None:
    make(tmp_path, 3, stage="wrote", scale=0.0005)
    one, two = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (folder, tmp_path)
    )

    assert one == two


def test_a_case_is_not_overwritten_unasked(folder: Path) -> None:
    with pytest.raises(UsageError, match="there already"):
        make(folder, 3)


def test_a_folder_that_is_no_case_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "mine.log").write_text("precious")

    with pytest.raises(UsageError, match="left alone"):
        make(tmp_path, 3, force=True)
    assert (tmp_path / "evidence" / "mine.log").read_text() == "precious"


def test_a_place_where_nothing_can_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="cannot be written"):
        make(tmp_path / "file" / "case", 3)


def test_an_earlier_case_is_replaced_when_asked(tmp_path: Path) -> None:
    make(tmp_path, 3, stage="scanned", scale=0.0003)
    make(tmp_path, 3, stage="wrote", scale=0.0003, force=True)

    assert json.loads((tmp_path / "truth.json").read_text())["stage"] == "wrote"


@pytest.mark.parametrize(("stage", "scale"), [("owned", 0.001), ("wrote", 0), ("wrote", 11)])
def test_what_cannot_be_made_is_refused_before_anything_is_written(stage: str, scale: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make(tmp_path / "x", 1, stage=stage, scale=scale)

    assert not (tmp_path / "x").exists()


def test_what_is_missing_is_missing_and_the_truth_knows(tmp_path: Path) -> None:
    options = Options(
        servers=4,
        days=30,
        without=("iis-backend", "httpproxy/Ecp", "ecp", "sysmon"),
        keep={"iis": 10},
        flaws=frozenset(["half-row"]),
        beside=frozenset(["entra", "web"]),
    )
    case = make(tmp_path, 3, stage="wrote", scale=0.0003, options=options)
    hit = case.hosts[0]

    assert [host.name for host in case.hosts] == [HIT, SCANNED, BARE, "EX04"]
    assert not list((case.evidence / HIT).rglob("*W3SVC2*"))
    assert not list((case.evidence / HIT).rglob("Ecp"))
    assert list((case.evidence / HIT).rglob("Owa"))
    assert (case.evidence / "web01" / "access.log").is_file()
    assert hit.steps == ("scanned", "wrote")
    assert set(hit.hidden) == {"attempted", "session", "enumerated", "file-dropped"}
    assert (hit.outcomes, hit.stage) == (("seen",), "foothold")
    assert json.loads(case.truth.read_text())["options"]["keep"] == {"iis": 10}


@pytest.mark.parametrize(
    "options",
    [
        Options(servers=0),
        Options(days=100),
        Options(without=("syslog",)),
        Options(keep={"syslog": 1}),
        Options(flaws=frozenset(["upside-down"])),
        Options(beside=frozenset(["moon"])),
    ],
)
def test_options_that_cannot_be_are_refused(options: Options, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make(tmp_path / "x", 1, options=options)

    assert not (tmp_path / "x").exists()

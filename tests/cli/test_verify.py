"""`tocsin verify`: nothing differs after a check, and whatever is changed afterwards is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.collecting.samples import IIS_HEADER, IIS_LINE

REPORT = "On 2 March 2021 Microsoft accused HAFNIUM of attacks on Exchange: CVE-2021-26855, 203.0.113.9.\n"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    folder = tmp_path_factory.mktemp("case")
    evidence, report, out = folder / "evidence", folder / "report.txt", folder / "out"
    evidence.mkdir()
    (evidence / "a.log").write_bytes(IIS_HEADER + IIS_LINE * 3)
    (evidence / "noise.bin").write_bytes(bytes(range(256)))
    report.write_text(REPORT)
    assert run(["check", str(report), str(evidence), "--out", str(out), "--exit-zero", "-q"]) == 0
    return report, evidence, out


def test_after_a_check_nothing_differs(checked: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    report, evidence, out = checked

    assert run(["verify", str(out), str(evidence), "--report", str(report)]) == 0

    assert capsys.readouterr().out.endswith("2 files of evidence, the verdict made again.\n")


def test_what_was_changed_is_found(checked: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    report, evidence, out = checked
    letter, log = out / "letter.md", evidence / "a.log"
    before = letter.read_bytes(), log.read_bytes()
    letter.write_bytes(before[0] + b" ")
    log.write_bytes(before[1].replace(b"203.0.113.9", b"203.0.113.8"))
    (evidence / "new.log").write_bytes(IIS_HEADER)
    try:
        assert run(["verify", str(out), str(evidence), "--report", str(report)]) == 1
    finally:
        letter.write_bytes(before[0])
        log.write_bytes(before[1])
        (evidence / "new.log").unlink()

    said = capsys.readouterr().out.splitlines()
    assert said[:4] == [
        "changed: letter.md",
        "changed: a.log",
        "not in the manifest: new.log",
        "another verdict comes out: verdict.json",
    ]


def test_a_report_without_evidence_and_a_folder_without_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(tmp_path), "--report", "x"]) == 2
    assert run(["verify", str(tmp_path)]) == 2

    assert "no manifest" in capsys.readouterr().err

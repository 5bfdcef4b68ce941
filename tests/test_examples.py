"""The examples do what they say: the notebook runs from top to bottom, the pipeline's script fails where it should."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SLOW = pytest.mark.skipif(
    os.environ.get("TOCSIN_SESSIONS") != "all", reason="SKIPPED, .ci/run has it; or TOCSIN_SESSIONS=all"
)


@SLOW
@pytest.mark.filterwarnings("default")
def test_the_notebook_runs_and_ends_with_the_answer(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat", reason="SKIPPED, nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="SKIPPED, nbclient is not installed")
    notebook = nbformat.read(EXAMPLES / "notebook" / "one-case.ipynb", as_version=4)

    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()

    *_, shown, table, said = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "text/html" in shown.outputs[0]["data"]
    assert "blind" in str(table.outputs)
    assert said.outputs[0]["text"].startswith("Seen: what the report describes left traces on 1 of 3 hosts")


def test_the_notebook_is_kept_without_results() -> None:
    text = (EXAMPLES / "notebook" / "one-case.ipynb").read_text("utf-8")
    assert '"outputs": []' in text
    assert '"output_type"' not in text


@pytest.mark.parametrize(
    ("answer", "strict", "code"),
    [(0, None, 0), (1, None, 1), (4, None, 0), (4, "1", 1), (3, None, 0), (3, "1", 1), (2, None, 2)],
)
def test_the_pipelines_script_passes_on_what_the_check_answers(
    answer: int, strict: str | None, code: int, tmp_path: Path
) -> None:
    fake = tmp_path / "bin" / "tocsin"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nexit {answer}\n')
    fake.chmod(0o755)
    environment = os.environ | {"PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"STRICT": strict} if strict else {}

    done = subprocess.run(
        ["bash", str(EXAMPLES / "ci" / "check.sh"), "a report.pdf", "logs"], env=environment, cwd=tmp_path, check=False
    )

    assert done.returncode == code
    assert (tmp_path / "asked").read_text() == "check a report.pdf logs --out tocsin-result --force\n"


@SLOW
def test_a_build_fails_on_a_finding(tmp_path: Path) -> None:
    pack = EXAMPLES / "pack"
    environment = os.environ | {"TOCSIN_RULES": str(tmp_path / "rules")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    subprocess.run(["tocsin", "rules", "add", str(pack / "transfer-2026"), "-q"], env=environment, check=True)

    done = subprocess.run(
        ["bash", str(EXAMPLES / "ci" / "check.sh"), str(pack / "advisory-2026-17.md"), str(pack / "appliance")],
        env=environment, cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 1
    assert "SEEN" in done.stdout
    assert (tmp_path / "tocsin-result" / "findings.junit.xml").exists()


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_the_pipelines_run_that_script(name: str) -> None:
    text = (EXAMPLES / "ci" / name).read_text("utf-8")
    assert yaml.safe_load(text)
    assert "examples/ci/check.sh " in text

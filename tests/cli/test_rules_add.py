"""`tocsin rules add`, `update`, `remove`: exit codes, what is said, and that `check` and `hunt` use it and say so."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Generator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.hunting import small_pack

Capture = pytest.CaptureFixture[str]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[tuple[str, Path]]:
    """A server on this machine and the folder that it serves."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    folder = tmp_path / "served"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}", folder
        serving.shutdown()
        thread.join()


def release(path: Path, version: str, *rules: str) -> Path:
    texts = {f"rules/{number}.yml": rule for number, rule in enumerate(rules)}
    return small_pack.zipped(path, {**texts, "version.txt": f"Release {version}\n", "LICENSE": "Their licence 1.1\n"})


def test_a_pack_is_added_listed_used_and_removed(tmp_path: Path, rules_home: Path, capsys: Capture) -> None:
    folder = small_pack.write(tmp_path / "doors")
    evidence = str(folder / "samples" / "door" / "positive.log")

    assert run(["rules", "add", str(folder)]) == 0
    assert "installed pack doors 1.2: 1 rule" in capsys.readouterr().out
    assert run(["rules", "list"]) == 0
    listed = capsys.readouterr().out
    assert small_pack.ID in listed
    assert "doors 1.2 (installed)" in listed.replace("\n", " ")
    assert run(["hunt", evidence, "--format", "jsonl"]) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["rule"]["id"] for line in said.out.splitlines()] == [small_pack.ID]
    assert "doors 1.2 (installed)" in said.err
    assert run(["rules", "remove", "doors"]) == 0
    assert run(["hunt", evidence, "--format", "jsonl"]) == 0


def test_check_uses_a_pack_of_others_and_says_so(tmp_path: Path, rules_home: Path, capsys: Capture) -> None:
    pack = small_pack.FILES["pack.yaml"].replace("incident: incident:doors", "vulnerabilities: [CVE-2021-99999]")
    folder = small_pack.write(tmp_path / "doors", pack_yaml=pack)
    (tmp_path / "report.txt").write_text("Attackers exploited CVE-2021-99999 on 3 March 2021.")
    assert run(["rules", "add", str(folder), "-q"]) == 0
    capsys.readouterr()

    code = run(["check", str(tmp_path / "report.txt"), str(folder / "samples" / "door" / "positive.log"), "--json"])
    verdict = json.loads(capsys.readouterr().out)
    assert code == 4
    assert "step:doors/knocked" in {one["behaviour"]["id"] for one in verdict["findings"]}
    assert verdict["versions"]["packs"]["doors"] == "1.2"


def test_a_pack_that_fails_is_exit_code_2_with_the_reason(tmp_path: Path, rules_home: Path, capsys: Capture) -> None:
    silent = small_pack.FILES["samples/door/negative.log"]
    assert run(["rules", "add", str(small_pack.write(tmp_path / "doors", samples_door_positive_log=silent))]) == 2

    said = capsys.readouterr()
    assert "does not fire on its positive sample" in said.out
    assert said.err.count("\n") == 1
    assert not rules_home.exists()


def test_update_fetches_shows_and_replaces(
    server: tuple[str, Path], tmp_path: Path, rules_home: Path, capsys: Capture
) -> None:
    address, folder = server
    path = release(folder / "all.zip", "r2026-07-01", small_pack.RULE)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    assert run(["rules", "update", "--url", f"{address}/all.zip"]) == 0
    said = capsys.readouterr().out
    assert f"sha256 {digest}" in said
    assert "installed collection sigmahq r2026-07-01: 1 rule" in said
    assert "LICENSE: Their licence 1.1" in said
    assert (rules_home / "sigmahq" / "LICENSE").read_text() == "Their licence 1.1\n"

    assert run(["rules", "update", "--url", f"{address}/all.zip"]) == 0
    assert "nothing changes" in capsys.readouterr().out

    other = small_pack.RULE.replace("c01", "c02").replace("Asked for the door", "Window")
    release(folder / "all.zip", "r2026-08-01", small_pack.RULE.replace("/door", "/doors"), other)
    assert run(["rules", "update", "--url", f"{address}/all.zip", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "would install collection sigmahq r2026-08-01, in the place of r2026-07-01: 2 rules" in " ".join(
        said.split()
    )
    assert "added      1" in said
    assert "changed    1" in said
    assert json.loads((rules_home / "sigmahq.json").read_text())["version"] == "r2026-07-01"


def test_update_takes_a_file_and_compares_its_checksum(tmp_path: Path, rules_home: Path, capsys: Capture) -> None:
    path = release(tmp_path / "all.zip", "r2026-07-01", small_pack.RULE)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    assert run(["rules", "update", str(path), "--sha256", "0" * 64]) == 2
    assert "checksum" in capsys.readouterr().err
    assert not rules_home.exists()
    assert run(["rules", "update", str(path), "--sha256", digest.upper(), "-q"]) == 0
    assert capsys.readouterr().out == ""


def test_update_refuses_a_release_that_went_wrong(
    server: tuple[str, Path], tmp_path: Path, rules_home: Path, capsys: Capture
) -> None:
    address, folder = server
    path = release(folder / "all.zip", "r2026-07-01", small_pack.RULE, "title: x\n", "title: y\n")

    assert run(["rules", "update", "--url", f"{address}/all.zip"]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["rules", "update", str(path), "--force"]) == 0
    capsys.readouterr()
    (folder / "page.html").write_text("<html>log in first</html>")
    for wrong in (f"{address}/none.zip", f"{address}/page.html", "http://192.0.2.1/all.zip"):
        assert run(["rules", "update", "--url", wrong]) == 2
        assert capsys.readouterr().err.strip().splitlines()[-1].startswith("tocsin: ")
    assert run(["rules", "update", str(path), "--url", address]) == 2


def test_remove_of_nothing_is_exit_code_2(rules_home: Path, capsys: Capture) -> None:
    assert run(["rules", "remove", "doors"]) == 2
    assert "installed: nothing" in capsys.readouterr().err

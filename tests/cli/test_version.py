"""`tocsin --version`: everything a result depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin import __version__
from tocsin.cli.main import run
from tocsin.knowledge import base
from tocsin.knowledge.packs import built_in


def test_version_names_tocsin_its_knowledge_and_its_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0

    first, *rest = capsys.readouterr().out.splitlines()
    assert first == f"tocsin {__version__}"
    said = " ".join(" ".join(rest).split())
    assert f"knowledge {base().version}" in said
    assert all(f"{pack.id} {pack.version}" in said for pack in built_in())
    assert "installed" not in said


def test_what_was_installed_is_named_too(tmp_path: Path, rules_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = tmp_path / "mine.yml"
    rule.write_text(
        "title: T\nid: 6e1c0f1e-2f3b-4a52-9a57-0a7f3f1f2a11\nlogsource: {product: windows, service: system}\n"
        "detection:\n  a: {EventID: 7045}\n  condition: a\nlevel: high\n"
    )
    assert run(["rules", "add", str(rule), "--quiet"]) == 0
    capsys.readouterr()

    assert run(["-V"]) == 0
    assert "installed  mine" in capsys.readouterr().out

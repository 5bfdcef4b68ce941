"""`tocsin rules test`: passes, failures with their reason, and packs that cannot be read."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from tocsin.cli.rules_test import rules_test
from tocsin.knowledge.packs import packs
from tocsin.model.errors import RuleError, TocsinError


def tried(*arguments: str) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(rules_test, arguments, standalone_mode=False)
    return result.output, result.exception


def test_the_built_in_packs_pass() -> None:
    output, error = tried()

    assert error is None
    assert "exchange-2021 1.1: 57 of 57 rules pass" in output


def test_a_rule_that_does_not_fire_is_named_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(next(Path(pack.rules_path).parent for pack in packs() if pack.id == "moveit-2023"), folder)
    sample = folder / "samples" / "web_service_extension"
    shutil.copy(sample / "negative.log", sample / "positive.log")
    output, error = tried(str(folder))

    assert isinstance(error, RuleError)
    assert "web_service_extension" in output
    assert "does not fire on its positive sample" in output
    assert "3 of 4 rules pass" in output


def test_a_pack_that_is_none_is_one_line(tmp_path: Path) -> None:
    _, error = tried(str(tmp_path / "nothing"))

    assert isinstance(error, TocsinError)
    assert "no folder" in str(error)


def test_recordings_are_for_all_packs_and_need_descriptions(tmp_path: Path) -> None:
    _, with_pack = tried("exchange-2021", "--recordings", str(tmp_path))
    _, without = tried("--recordings", str(tmp_path))

    assert "--recordings tests all packs" in str(with_pack)
    assert "holds no folder _metadata" in str(without)

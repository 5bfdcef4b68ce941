"""Where results go: a file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.cli.output import open_output, tell
from tocsin.model.errors import UsageError


def test_a_file_takes_its_name_when_everything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with open_output(target, force=False) as out:
        out.write(b"all")
        assert not target.exists()

    assert target.read_bytes() == b"all"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_nothing_behind_and_what_was_there_untouched(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"before")

    def fail() -> None:
        with open_output(target, force=True) as out:
            out.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"before")

    with pytest.raises(UsageError, match="--force"), open_output(target, force=False):
        pass

    assert target.read_bytes() == b"before"


def test_a_folder_that_does_not_exist_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"), open_output(tmp_path / "absent" / "out", force=False):
        pass


def test_without_a_file_the_result_goes_to_standard_output_and_words_do_not(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    with open_output(None, force=False) as out:
        out.write(b"result")
    tell("a word")

    shown, said = capfdbinary.readouterr()
    assert (shown, said) == (b"result", b"a word\n")

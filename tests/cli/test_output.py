"""Where results go: a file is there whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tocsin.cli.output import WIDEST, columns, encoding, open_output, say, tell, tell_isolation, wants_colour
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


def test_colour_is_for_terminals_that_have_it_and_people_who_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", type("Terminal", (), {"isatty": lambda _: True, "encoding": "cp1252"})())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    assert wants_colour(False)
    assert encoding() == "cp1252"
    assert encoding(Path("x")) == "utf-8"
    assert not wants_colour(True)
    assert not wants_colour(False, Path("x"))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(False)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(False)


def test_width_is_that_of_the_terminal_else_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert columns() == 80
    monkeypatch.setenv("COLUMNS", "100")
    assert columns() == 100
    assert columns(Path("x")) == 80
    monkeypatch.setenv("COLUMNS", "5000")
    assert columns() == WIDEST
    monkeypatch.setenv("COLUMNS", "wide")
    assert columns() == 80


def test_what_the_system_does_not_offer_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tocsin.isolation.sandbox.missing", lambda: ("Landlock: x",))
    tell_isolation(quiet=False)
    tell_isolation(quiet=True)

    assert capsys.readouterr().err == "Not offered by this system: Landlock: x (docs/security.md).\n"


def test_a_console_of_another_encoding_gets_escapes_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr("sys.stdout", console)

    say("■ seen, café\n")

    console.flush()
    assert console.buffer.getvalue() == b"\\u25a0 seen, caf\xe9\n"

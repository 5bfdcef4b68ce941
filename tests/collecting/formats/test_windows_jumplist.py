"""Jump lists of both kinds: entries with their last opening, shortcuts that the list does not have any more."""

from __future__ import annotations

from datetime import timedelta

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.windows_jumplist import FORMAT, recognise

from tests.collecting.artefact_files import START, compound, custom_list, jump_list, shortcut
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import JUMP_LIST, LNK

PATH = "Recent/AutomaticDestinations/5f7b5f1e01b83767.automaticDestinations-ms"


def test_entries_with_their_last_opening() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, JUMP_LIST, Source(PATH))
    assert rejected == []
    assert (first["Path"], first["AccessCount"], first["Pinned"], first["AppId"]) == (
        "C:\\Users\\alice\\a.docx", "3", "true", "5f7b5f1e01b83767",
    )  # fmt: skip
    assert (first["Target"], first["_time"]) == ("C:\\Windows\\System32\\cmd.exe", START)
    assert (second["Path"], second["Pinned"], second["_time"]) == ("D:\\b.zip", "false", START - timedelta(days=1))


def test_shortcuts_that_the_list_does_not_have_come_too() -> None:
    events, _ = events_and_rejections(FORMAT, jump_list([("D:\\b.zip", START, 1)], {"7": LNK}))
    assert [event.get("Listed") for event in events] == [None, "false"]


def test_custom_lists_are_shortcuts_one_after_the_other() -> None:
    data = custom_list([LNK, shortcut("C:\\b.exe")])
    events, rejected = events_and_rejections(FORMAT, data, Source("590aee7bdd69b59b.customDestinations-ms"))
    assert rejected == []
    assert [event["Target"] for event in events] == ["C:\\Windows\\System32\\cmd.exe", "C:\\b.exe"]
    assert recognise(data, "x") is Certainty.SURE


def test_damage_is_told() -> None:
    events, (lost,) = events_and_rejections(FORMAT, custom_list([LNK, LNK[:50]]))
    assert len(events) == 1
    assert lost.reason.startswith("shortcut 1: ")
    assert "compound file" in events_and_rejections(FORMAT, JUMP_LIST[:600])[1][0].reason


def test_a_stream_that_says_it_is_larger_than_the_file_is_not_read() -> None:
    """Found by fuzzing: its sectors were read in a circle for 13 seconds."""
    entry = JUMP_LIST.index("DestList".encode("utf-16-le"))
    hurt = bytearray(JUMP_LIST)
    hurt[entry + 120 : entry + 124] = b"\xff\xff\xff\x7f"

    _, (lost,) = events_and_rejections(FORMAT, bytes(hurt))
    assert "larger than the file" in lost.reason


def test_other_compound_files_are_none() -> None:
    assert recognise(compound({"WordDocument": b"x"}), "a.doc") is Certainty.NO

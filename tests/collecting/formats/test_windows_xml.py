"""Windows events as XML: the same events as in the EVTX file they come from, and no byte unaccounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from evtx import PyEvtxParser
from hypothesis import given, settings
from hypothesis import strategies as st

import tocsin
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import evtx, windows_xml

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import EVTX
from tests.collecting.samples_windows import WINDOWS_XML
from tests.material import DATA, needs_data

EVENT = WINDOWS_XML.splitlines()[1]


def dumped(path: Path, frame: str = "{}") -> bytes:
    """The XML that PyPI `evtx` makes of a file."""
    records = [str(record["data"]) for record in PyEvtxParser(str(path)).records() if not isinstance(record, Exception)]
    return frame.format("".join(records)).encode()


def comparable(events: list[dict[str, object]]) -> list[dict[str, object]]:
    """Events without what a text cannot have: their place in the binary file."""
    kept = [{name: value for name, value in event.items() if name != "_offset"} for event in events]
    return sorted(kept, key=lambda event: str(event["_record"]))


@pytest.mark.parametrize("frame", ["{}", '<?xml version="1.0"?>\n<Events>\n{}\n</Events>\n'])
def test_the_events_are_those_of_the_evtx_file(tmp_path: Path, frame: str) -> None:
    (tmp_path / "x.evtx").write_bytes(EVTX)
    binary, _ = events_and_rejections(evtx.FORMAT, EVTX)
    events, rejected = events_and_rejections(windows_xml.FORMAT, dumped(tmp_path / "x.evtx", frame))

    assert rejected == []
    assert comparable(events) == comparable(binary)


@needs_data
def test_real_files_come_out_alike() -> None:
    for path in sorted((DATA / "evtx-samples" / "Credential Access").glob("*.evtx"))[:6]:
        binary, _ = events_and_rejections(evtx.FORMAT, path.read_bytes())
        events, rejected = events_and_rejections(windows_xml.FORMAT, dumped(path))
        assert rejected == []
        assert len(events) == len(binary)
        heads = (
            "_record",
            "_time",
            "_host",
            "_log",
            "EventID",
            "Provider_Name",
            "Image",
            "TargetUserName",
            "CommandLine",
        )
        for one, other in zip(comparable(events), comparable(binary), strict=True):
            assert {name: one.get(name) or None for name in heads} == {name: other.get(name) or None for name in heads}


def test_damage_costs_the_event_it_hits() -> None:
    cut = EVENT[: len(EVENT) // 2]
    spoiled = EVENT.replace(b"</System>", b"</Sistem>")
    log = b"<Events>\n" + b"\n".join([EVENT, cut, EVENT, b"garbage", spoiled, EVENT]) + b"\n</Events>"
    events, rejected = events_and_rejections(windows_xml.FORMAT, log)

    assert len(events) == 3
    assert sorted(one.reason.partition(":")[0] for one in rejected) == [
        "not XML",
        "text that is no event",
        "the event is cut off",
    ]
    assert all(log[event["_offset"] :].startswith(b"<Event ") for event in events)


def test_entities_of_a_document_are_never_defined() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>\n'
    named = EVENT.replace(b"ws1.example", b"&b;&f;")
    events, rejected = events_and_rejections(windows_xml.FORMAT, bomb + EVENT + named)

    assert [event["_host"] for event in events] == ["ws1.example", "&b;&f;"]
    assert [one.offset for one in rejected] == [0]


def test_an_endless_event_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_xml, "LONGEST_EVENT", 50_000)
    monkeypatch.setattr(windows_xml, "_READ", 10_000)
    long = EVENT.replace(b"<EventData>", b"<EventData><Data>" + b"x" * 300_000 + b"</Data>")
    events, rejected = events_and_rejections(windows_xml.FORMAT, EVENT + long + EVENT)

    assert len(events) == 2
    assert sum(one.size or 0 for one in rejected) == len(long)


def test_forwarded_events_keep_their_own_host_channel_and_message() -> None:
    log = b"\n".join(
        EVENT.replace(b"ws1.example", f"ws{number}.example".encode()).replace(
            b"</Event>", b"<RenderingInfo Culture='de-DE'><Message>Ein Prozess</Message></RenderingInfo></Event>"
        )
        for number in range(3)
    )
    events, _ = events_and_rejections(windows_xml.FORMAT, log, Source("ForwardedEvents.xml", host="collector"))

    assert [event["_host"] for event in events] == ["ws0.example", "ws1.example", "ws2.example"]
    assert {event["_log"] for event in events} == {"Microsoft-Windows-Sysmon/Operational"}
    assert {event["Message"] for event in events} == {"Ein Prozess"}


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.just(EVENT),
            st.sampled_from([b"\n", b"<Events>", b"</Event>", b"<Event><System>"]),
            st.binary(max_size=20),
        )
    )
)
def test_every_byte_is_an_event_a_frame_or_a_rejection(parts: list[bytes]) -> None:
    log = b"".join(parts)
    spans: list[tuple[int, int]] = []
    events, rejected = events_and_rejections(windows_xml.FORMAT, log)
    spans += [(event["_offset"], log.index(b"</Event>", event["_offset"]) + 8) for event in events]
    spans += [(one.offset, one.offset + (one.size or 0)) for one in rejected]
    covered, at = b"", 0
    for begin, end in sorted(spans):
        assert begin >= at, "spans overlap"
        covered += log[at:begin]
        at = end
    frame = (covered + log[at:]).replace(b"<Events>", b"")
    assert windows_xml._beside(frame) == b""


def test_utf_16_from_event_viewer_is_collected(tmp_path: Path) -> None:
    (tmp_path / "saved.xml").write_bytes(("\ufeff" + WINDOWS_XML.decode()).encode("utf-16-le"))
    evidence = tocsin.collect([tmp_path])

    assert [unit.format for unit in evidence.units] == ["windows-xml"]
    assert sum(part.events.num_rows for part in evidence.scan() if isinstance(part, EventBatch)) == 3


def test_recognition() -> None:
    assert windows_xml.recognise(WINDOWS_XML, "x") is Certainty.SURE
    assert windows_xml.recognise(b"Record 1\n" + EVENT, "x") is Certainty.SURE
    assert windows_xml.recognise(b"<html><Event><System></html>", "x") is Certainty.NO
    assert windows_xml.recognise(b"Mar  2 07:00:00 h sysmon: " + EVENT, "x") is Certainty.NO
    assert windows_xml.recognise(b"", "x.xml") is Certainty.NO


def test_time_grows_with_the_text_whatever_it_holds() -> None:
    for text in (b"<!--" * 200_000, b"<Event " * 100_000, b"<Event>" + b" " * 500_000, b"<Event><System>" * 20_000):
        _, rejected = events_and_rejections(windows_xml.FORMAT, text)
        assert sum(one.size or 0 for one in rejected) == len(text)


def test_nxlog_has_the_fields_as_elements() -> None:
    one = (
        b"<Event><EventReceivedTime>2021-03-02 08:00:03</EventReceivedTime><SourceModuleName>in</SourceModuleName>"
        b"<EventTime>2021-03-02 08:00:00</EventTime><Hostname>ws1.example</Hostname><EventID>4688</EventID>"
        b"<SourceName>Microsoft-Windows-Security-Auditing</SourceName><Channel>Security</Channel>"
        b"<RecordNumber>12</RecordNumber><NewProcessName>C:\\a &amp; b.exe</NewProcessName></Event>"
    )
    log = one + b"\n" + one.replace(b"EventID>", b"Other>") + b"\n" + EVENT
    assert windows_xml.recognise(log, "x") is Certainty.SURE
    events, rejected = events_and_rejections(windows_xml.FORMAT, log, Source("x", timezone="Europe/Berlin"))

    assert [(event["EventID"], event["_host"]) for event in events] == [(4688, "ws1.example"), (1, "ws1.example")]
    assert (events[0]["NewProcessName"], events[0]["_record"]) == ("C:\\a & b.exe", 12)
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert [one.reason for one in rejected] == ["an event without its id or its source"]

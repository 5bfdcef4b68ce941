"""What a file holds: one document or many; what cannot be used is a part with the reason."""

from __future__ import annotations

import json

from tocsin.library import Library
from tocsin.library.unpacking import manifest_of, parts
from tocsin.showing.report_stix import render

from tests.library.test_feeds import rss

UUID = "5c2a3f2e-6a1d-5d0e-9a2b-8d5b6a1c7e1{}"


def told(data: bytes) -> list[tuple[str, str | None]]:
    return [(one.kind, one.key) for one in parts(data, "x")]


def event(number: int) -> dict:
    return {"Event": {"uuid": UUID.format(number), "info": f"Event {number}", "Attribute": []}}


def test_a_text_is_itself() -> None:
    (part,) = parts(b"A title\n\nText.", "x.txt")
    assert (part.data, part.kind, part.key) == (b"A title\n\nText.", "file", None)
    assert told(b"{not json") == [("file", None)]
    assert told(b'{"title": "another JSON"}') == [("file", None)]


def test_misp_events_come_apart() -> None:
    one = json.dumps(event(1)).encode()
    assert [(part.data, part.key) for part in parts(one, "x")] == [(one, f"misp:{UUID.format(1)}")]
    assert told(json.dumps({"response": [event(1), event(2)]}).encode()) == [
        ("misp", f"misp:{UUID.format(number)}") for number in (1, 2)
    ]
    manifest = {UUID.format(1): {"info": "Event 1", "timestamp": "1"}}
    assert manifest_of(manifest) == manifest
    assert [part.why is None for part in parts(json.dumps(manifest).encode(), "manifest.json")] == [False]


def test_feeds_come_apart() -> None:
    assert told(rss("a", "b")) == [("feed", "feed:a"), ("feed", "feed:b")]


def test_bundles_of_a_tocsin_are_reports(gold: Library) -> None:
    (part,) = parts(render(gold.report(1), whole=True).encode(), "x.json")
    assert part.report == gold.report(1)
    plain = render(gold.report(1)).encode()
    ((kind, key),) = told(plain)
    assert kind == "stix"
    assert key is not None
    assert key.startswith("report--")

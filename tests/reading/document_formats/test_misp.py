"""MISP events become text; what is deleted is left out, further events are said."""

from __future__ import annotations

import json

import pytest

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats import misp
from tocsin.reading.document_formats.extracted import Limits

EVENT = {
    "Event": {
        "info": "Campaign",
        "date": "2021-07-19",
        "Orgc": {"name": "CIRCL"},
        "Tag": [{"name": 'misp-galaxy:threat-actor="APT40"'}, {"name": "tlp:white"}],
        "Attribute": [
            {"type": "ip-dst", "value": "1.2.3.4", "comment": "C2"},
            {"type": "domain", "value": "old.com", "deleted": True},
            {"type": "filename|md5", "value": "a.exe|d3b07384d113edec49eaa6238ad5ff00"},
        ],
        "Object": [{"comment": "second", "Attribute": [{"value": "evil.com"}]}],
    }
}


def test_an_event() -> None:
    read = misp.read(json.dumps({"response": [EVENT, EVENT]}).encode(), "e.json", Limits())
    assert (read.title, read.published, read.publisher) == ("Campaign", "2021-07-19", "CIRCL")
    assert read.text.splitlines() == [
        "Campaign", "APT40", "1.2.3.4\tC2", "a.exe\td3b07384d113edec49eaa6238ad5ff00", "second", "evil.com"
    ]  # fmt: skip
    assert read.notes == ("1 further events are not read",)


@pytest.mark.parametrize("content", [{}, {"Event": 1}, [], [1]])
def test_no_event(content: object) -> None:
    with pytest.raises(DocumentError):
        misp.read(json.dumps(content).encode(), "e.json", Limits())

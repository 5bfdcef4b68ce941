"""Files and folders are added; what is no report is told, and costs the rest nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.library import Library
from tocsin.library.adding import add_address, add_bytes, add_paths
from tocsin.library.taxii import MEDIA
from tocsin.model.errors import DocumentError, UsageError
from tocsin.model.report import Report
from tocsin.showing.report_misp import render as misp
from tocsin.showing.report_stix import objects as stix_objects

from tests.library.reports import report
from tests.library.servers import as_json, site
from tests.library.test_feeds import rss

NOW = "2021-07-20T08:00:00Z"


def reading(data: bytes, name: str) -> Report:
    if name == "bad.txt":
        raise DocumentError("holds no text")
    import hashlib

    from msgspec import structs

    told = report(name)
    checksum = hashlib.sha256(data).hexdigest()
    return structs.replace(told, document=structs.replace(told.document, sha256=checksum))


def test_each_is_added_once(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.txt", "bad.txt", "deep/b.md", "picture.png"):
        (folder / name).write_text(name)
    (folder / "link.txt").symlink_to(folder / "a.txt")
    with Library(tmp_path / "x.sqlite") as library:
        told = list(add_paths(library, [folder, folder / "a.txt"], now=NOW, reading=reading))
        assert [(Path(one.path).name, one.added.new if one.added else one.why) for one in told] == [
            ("a.txt", True),
            ("bad.txt", "holds no text"),
            ("b.md", True),
            ("a.txt", False),
        ]
        assert len(list(library.shelved())) == 2


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library, pytest.raises(UsageError, match="no such file"):
        list(add_paths(library, [tmp_path / "nothing"], now=NOW, reading=reading))


STATEMENT = (
    b"Statement\n\nPublished: 19 July 2021\n\nThe United Kingdom attributes the Microsoft Exchange hack to HAFNIUM.\n"
)


def added(library: Library, url: str, **how: object) -> list[tuple[str, bool | None]]:
    told = add_address(library, url, now=NOW, **how)  # type: ignore[arg-type]
    return [(one.path, one.added.new if one.added else None) for one in told]


def test_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    uuid = "5c2a3f2e-6a1d-5d0e-9a2b-8d5b6a1c7e10"
    event = {"Event": {"uuid": uuid, "info": "An event", "timestamp": "7", "Attribute": [{"value": "203.0.113.7"}]}}
    with Library(tmp_path / "x.sqlite") as library, site({"/s.txt": (200, "text/plain", STATEMENT)}) as served:
        page = served.url("/s.txt")
        assert added(library, page) == [("s.txt", True)]
        assert added(library, page) == [(page, False)]
        # the page says something else now: a version of what lay at this address
        served.pages["/s.txt"] = (200, "text/plain", STATEMENT.replace(b"Statement", b"Revised statement"))
        assert added(library, page) == [("s.txt", True)]
        assert [(one.kind, one.place, one.newer) for one in library.shelved()] == [
            ("url", page, 2),
            ("url", page, None),
        ]

        served.pages["/misp/manifest.json"] = as_json({uuid: {"info": "An event", "timestamp": "7"}})
        served.pages[f"/misp/{uuid}.json"] = as_json(event)
        assert added(library, served.url("/misp/manifest.json")) == [("An event", True)]
        assert added(library, served.url("/misp/manifest.json")) == [("An event", False)]
        assert len([path for path, _ in served.asked if path.endswith(f"{uuid}.json")]) == 1  # not fetched again

        served.pages["/feed"] = (
            200,
            "application/rss+xml",
            rss("one", "two").replace(b"https://paper.example", page[:-6].encode()),
        )
        assert added(library, served.url("/feed")) == [("one", True), ("two", True)]
        assert added(library, served.url("/feed")) == [("one", False), ("two", False)]
        served.pages["/one"] = (200, "text/html", b"<title>One</title><p>China denied it, the paper said. " * 9)
        told = added(library, served.url("/feed"), follow=True)
        assert told == [("one", True), (served.url("/two"), None)]


def test_a_collection(tmp_path: Path, gold: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    objects = [one for shelved in gold.shelved() for one in stix_objects(gold.report(shelved.id), whole=True)]
    others = [
        {
            "type": "report",
            "id": "report--1",
            "name": "Of others",
            "published": "2021-01-01",
            "object_refs": ["tool--1"],
        },
        {"type": "tool", "id": "tool--1", "name": "A tool", "description": "It speaks to 203.0.113.9."},
    ]
    with Library(tmp_path / "x.sqlite") as library, site() as served:
        served.pages["/c/"] = as_json({"id": "c", "title": "All", "can_read": True}, MEDIA)
        served.pages["/c/objects/"] = as_json({"objects": [*objects, *others]}, MEDIA)
        told = added(library, served.url("/c/"))
        assert [new for _, new in told] == [True] * (len(gold) + 1)
        assert {new for _, new in added(library, served.url("/c/"))} == {False}
        assert {one.kind for one in library.shelved()} == {"taxii"}
        assert {library.report(one.id) for one in library.shelved() if one.title != "Of others"} == {
            gold.report(one.id) for one in gold.shelved()
        }


def test_uploads(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        (told,) = add_bytes(library, STATEMENT, "s.txt", now=NOW)
        assert told.added is not None
        assert told.added.new
        (broken,) = add_bytes(library, b"\x89PNG....", "picture.png", now=NOW)
        assert broken.why is not None
        assert "picture" in broken.why


def test_an_event_that_pymisp_wrote(tmp_path: Path) -> None:
    from pymisp import MISPEvent, MISPObject

    event = MISPEvent()
    event.info = "Attacks on mail servers"
    event.date = "2021-03-10"
    event.add_attribute("ip-dst", "203.0.113.7", comment="command and control")
    shell = MISPObject("file")
    shell.add_attribute("sha256", value="893cd3583b49cb706b3e55ecb2ed0757b977a21f5c72e041392d1256f31166e2")
    event.add_object(shell)
    event.add_tag('misp-galaxy:mitre-attack-pattern="Web Shell - T1505.003"')
    data = ('{"Event": ' + event.to_json() + "}").encode()
    with Library(tmp_path / "x.sqlite") as library:
        (told,) = add_bytes(library, data, "event.json", now=NOW)
        assert told.added is not None
        read = library.report(told.added.id)
        assert {one.value for one in read.indicators} >= {
            "203.0.113.7",
            "893cd3583b49cb706b3e55ecb2ed0757b977a21f5c72e041392d1256f31166e2",
        }
        assert "T1505.003" in {one.id for one in read.techniques}
        # and the other way: what the library writes, PyMISP reads
        back = MISPEvent()
        back.from_json(misp(read))
        assert "203.0.113.7" in {one.value for one in back.attributes}
        # a revision of the event is a version of it
        event.add_attribute("ip-dst", "198.51.100.9")
        (later,) = add_bytes(library, ('{"Event": ' + event.to_json() + "}").encode(), "event.json", now=NOW)
        assert later.added is not None
        assert later.added.earlier == told.added.id

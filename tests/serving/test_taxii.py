"""A TAXII 2.1 client of the package index reads everything, and what it reads makes the bundles again."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import stix2

from tocsin.library import Library
from tocsin.library.adding import add_address
from tocsin.library.fetching import Fetching
from tocsin.serving.taxii import ALL, MEDIA, collection_of
from tocsin.showing.report_stix import render

from tests.serving.site import REPORTS, TOKEN, Site, make, running
from tests.showing.verdicts import REPORT

COLLECTION = f"/taxii2/library/collections/{ALL}/"
ACCEPT = {"accept": MEDIA}


def test_a_client_reads_the_collections_and_bundles_are_made_again(tmp_path: Path) -> None:
    taxii2client = pytest.importorskip("taxii2client.v21", reason="SKIPPED, taxii2-client is not installed")
    settings = dataclasses.replace(make(tmp_path), token=TOKEN)
    with running(settings) as address:
        server = taxii2client.Server(f"{address}/taxii2/", user="any", password=TOKEN)
        collections = server.default.collections
        assert [one.title for one in collections][:2] == ["All reports", REPORT.document.title]
        everything = {
            one["id"]: one
            for page in taxii2client.as_pages(collections[0].get_objects, per_request=7)
            for one in page["objects"]
        }
        for made in (*REPORTS, REPORT):
            original = json.loads(render(made, whole=True))
            own = next(one for one in collections if one.id == collection_of(made.document.sha256))
            objects = [
                one for page in taxii2client.as_pages(own.get_objects, per_request=5) for one in page.get("objects", [])
            ]
            again = {"type": "bundle", "id": original["id"], "objects": objects}
            assert again == original
            assert stix2.parse(again, allow_custom=True).objects
            assert {one["id"] for one in original["objects"]} <= everything.keys()
        manifest = collections[0].get_manifest(limit=1000)["objects"]
        assert {one["id"] for one in manifest} == everything.keys()
        one = next(iter(everything))
        assert collections[0].get_object(one)["objects"] == [everything[one]]
        assert collections[0].object_versions(one)["versions"] if hasattr(collections[0], "object_versions") else True
        server.close()
        with pytest.raises(Exception, match="401"):
            _ = taxii2client.Server(f"{address}/taxii2/").title


def test_another_library_takes_it_in_without_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    settings = dataclasses.replace(make(tmp_path), token=TOKEN)
    how = Fetching(authorization=f"Bearer {TOKEN}")
    with running(settings) as address, Library(tmp_path / "other.sqlite") as other:
        told = list(add_address(other, f"{address}{COLLECTION}", now="2026-11-27T13:00:00Z", how=how))
        assert other.report(other.find(REPORT.document.sha256)) == REPORT
        assert json.loads(render(other.report(1), whole=True)) == json.loads(render(REPORT, whole=True))
        # the made-up ones have claims whose words are not in their text, and are refused for it
        assert {one.why is None for one in told if one.added is None} == {False}
        again = list(add_address(other, f"{address}/taxii2/", now="2026-11-27T13:00:00Z", how=how))
        assert not [one for one in again if one.added is not None and one.added.new]


def test_answers_are_as_the_specification_wants_them(site: Site) -> None:
    told = site.ask("/taxii2/", **ACCEPT)
    assert told.headers["content-type"] == MEDIA
    assert told.json()["default"] == told.json()["api_roots"][0] == "http://127.0.0.1/taxii2/library/"
    root = site.ask("/taxii2/library/", **ACCEPT).json()
    assert root["versions"] == [MEDIA]
    assert {"title", "max_content_length"} <= root.keys()
    (first, *_) = site.ask("/taxii2/library/collections/", **ACCEPT).json()["collections"]
    assert (first["id"], first["can_read"], first["can_write"]) == (ALL, True, False)
    assert site.ask(COLLECTION, **ACCEPT).json() == first
    assert site.ask("/taxii2/library/collections/all/", **ACCEPT).json() == first


def test_pages_go_on_where_they_ended_and_say_when_things_were_added(site: Site) -> None:
    one = site.ask(f"{COLLECTION}objects/?limit=2", **ACCEPT)
    assert one.json()["more"] is True
    assert one.headers["x-taxii-date-added-first"] <= one.headers["x-taxii-date-added-last"]
    two = site.ask(f"{COLLECTION}objects/?limit=2&next={one.json()['next']}", **ACCEPT).json()
    assert {made["id"] for made in one.json()["objects"]}.isdisjoint({made["id"] for made in two["objects"]})
    none = site.ask(f"{COLLECTION}objects/?added_after=2099-01-01T00:00:00Z", **ACCEPT)
    assert (none.status, none.json()) == (200, {})
    only = site.ask(f"{COLLECTION}objects/?match[type]=report&match[spec_version]=2.1", **ACCEPT).json()
    assert {made["type"] for made in only["objects"]} == {"report"}
    assert site.ask(f"{COLLECTION}objects/?match[spec_version]=2.0", **ACCEPT).json() == {}


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/taxii2/", "GET", {"accept": "application/json"}, 406),
        ("/taxii2/", "GET", {"accept": "application/taxii+json; version=2.0"}, 406),
        ("/taxii2/library/collections/none/", "GET", {}, 404),
        ("/taxii2/library/collections/none/objects/", "GET", {}, 404),
        ("/taxii2/library/status/1/", "GET", {}, 404),
        (f"{COLLECTION}objects/identity--none/", "GET", {}, 404),
        (f"{COLLECTION}objects/?limit=0", "GET", {}, 400),
        (f"{COLLECTION}objects/?limit=x", "GET", {}, 400),
        (f"{COLLECTION}objects/?next=x", "GET", {}, 400),
        (f"{COLLECTION}objects/?added_after=yesterday", "GET", {}, 400),
        (f"{COLLECTION}objects/?added_after=2021-01-01", "GET", {}, 400),
        (f"{COLLECTION}objects/?match[version]=newest", "GET", {}, 400),
        (f"{COLLECTION}objects/?limit=1&limit=2", "GET", {}, 400),
        (f"{COLLECTION}objects/?match[id]={','.join('x' * 101)}", "GET", {}, 400),
        (f"{COLLECTION}objects/", "POST", {}, 403),
        (f"{COLLECTION}objects/x/", "DELETE", {}, 403),
    ],
)
def test_what_cannot_be_answered_is_said(
    site: Site, path: str, method: str, headers: dict[str, str], status: int
) -> None:
    told = site.ask(path, method, **(ACCEPT | headers))
    assert (told.status, told.headers["content-type"]) == (status, MEDIA)
    assert told.json()["http_status"] == str(status)

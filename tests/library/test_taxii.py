"""TAXII 2.1: from a server, a root or a collection, page by page, and never elsewhere than the user said."""

from __future__ import annotations

import pytest

from tocsin.library.fetching import Fetching, fetch
from tocsin.library.taxii import MEDIA, collections
from tocsin.model.errors import UsageError

from tests.library.servers import Answer, Site, as_json, site

OBJECTS = [{"type": "tool", "id": f"tool--{number}"} for number in range(5)]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def page(query: dict[str, list[str]]) -> Answer:
    at = int(query.get("next", ["0"])[0])
    more = at + 2 < len(OBJECTS)
    return as_json({"objects": OBJECTS[at : at + 2], "more": more, **({"next": str(at + 2)} if more else {})}, MEDIA)


def lay_out(served: Site) -> None:
    served.pages |= {
        "/taxii2/": as_json({"title": "x", "api_roots": [served.url("/api/"), "http://elsewhere.example/api/"]}, MEDIA),
        "/api/": as_json({"title": "root", "versions": [MEDIA], "max_content_length": 1000}, MEDIA),
        "/api/collections/": as_json(
            {"collections": [{"id": "c1", "title": "One", "can_read": True}, {"id": "c2", "can_read": False}]}, MEDIA
        ),
        "/api/collections/c1/": as_json({"id": "c1", "title": "One", "can_read": True}, MEDIA),
        "/api/collections/c1/objects/": page,
    }


@pytest.mark.parametrize(
    "path", ["/taxii2/", "/api/", "/api/collections/", "/api/collections/c1/", "/api/collections/c1/objects/"]
)
def test_from_wherever_one_begins(path: str) -> None:
    with site() as served:
        lay_out(served)
        (found,) = collections(fetch(served.url(path), accept=MEDIA), Fetching())
        assert found.objects == OBJECTS
        assert not [asked for asked, _ in served.asked if "elsewhere" in asked or "c2" in asked]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (as_json({"objects": [], "more": True}, MEDIA), "not where"),
        ((200, MEDIA, b"{"), "not valid JSON"),
        (as_json([], MEDIA), "not an object"),
        (as_json({"title": "x"}, MEDIA), "no API root"),
    ],
)
def test_a_server_that_does_not_keep_to_it_is_one_line(answer: Answer, why: str) -> None:
    with site({"/x/": answer}) as served, pytest.raises(UsageError, match=why):
        list(collections(fetch(served.url("/x/"), accept=MEDIA), Fetching()))

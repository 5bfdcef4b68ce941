"""TAXII 2.1 collections read: from a server, an API root or a collection that the user named, page by page.

In: the address. Out: for each collection that may be read its title and all its objects. An answer says what it is by
its media type, so that no address has a form to be guessed. Source: OASIS TAXII Version 2.1, sections 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import msgspec

from tocsin.library.bundles import Object, objects_of
from tocsin.library.fetching import Fetched, Fetching, fetch
from tocsin.model.errors import UsageError

MEDIA = "application/taxii+json;version=2.1"
_PAGES = 2_000
_BYTES = 512 << 20
"""What one collection may take."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: its address, its title, and what is in it."""

    url: str
    title: str
    objects: list[Object]


def is_taxii(answer: Fetched) -> bool:
    """Say whether an answer is one of a TAXII server."""
    return answer.kind.startswith("application/taxii+json")


def collections(answer: Fetched, how: Fetching) -> Iterator[Collection]:
    """Yield the collections behind an answer, whichever of TAXII's resources it is."""
    content = _json(answer)
    if isinstance(content.get("objects"), list) or "more" in content or content == {}:
        base = _without_query(answer.url)
        yield Collection(base, base, _objects(base, how))
    elif isinstance(content.get("collections"), list):
        for one in content["collections"]:
            if isinstance(one, dict) and one.get("can_read", True) and isinstance(one.get("id"), str):
                url = _under(_under(answer.url), quote(one["id"], safe=""))
                yield Collection(url, _title(one, url), _objects(_under(url, "objects"), how))
    elif isinstance(content.get("id"), str) and "can_read" in content:
        yield Collection(answer.url, _title(content, answer.url), _objects(_under(answer.url, "objects"), how))
    elif isinstance(content.get("versions"), list):
        yield from collections(_ask(_under(answer.url, "collections"), how), how)
    else:
        for root in _roots(content, answer.url):
            yield from collections(_ask(root, how), how)


def _roots(content: dict[str, Any], url: str) -> list[str]:
    listed = content.get("api_roots")
    roots = [urljoin(url, one) for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    if not roots:
        raise UsageError("a TAXII server that names no API root", where=url)
    # another host is somewhere the user did not name
    return [one for one in roots if urlsplit(one).hostname == urlsplit(url).hostname]


def _objects(url: str, how: Fetching) -> list[Object]:
    found: list[Object] = []
    size, after = 0, ""
    for _ in range(_PAGES):
        answer = _ask(f"{url}?{after}" if after else url, how)
        content = _json(answer)
        size += len(answer.data)
        if size > _BYTES:
            raise UsageError(f"the collection is larger than {_BYTES >> 20} MiB", where=url)
        found += objects_of(content)
        if not content.get("more"):
            return found
        if isinstance(content.get("next"), str):
            after = f"next={quote(content['next'], safe='')}"
        elif answer.headers.get("x-taxii-date-added-last"):
            after = f"added_after={quote(answer.headers['x-taxii-date-added-last'], safe='')}"
        else:
            raise UsageError("the server says that there is more, but not where", where=url)
    raise UsageError(f"more than {_PAGES:,} pages", where=url)


def _ask(url: str, how: Fetching) -> Fetched:
    answer = fetch(url, how, accept=MEDIA)
    if not is_taxii(answer):
        raise UsageError(f"an answer of another kind than TAXII 2.1: {answer.kind or 'none named'}", where=url)
    return answer


def _json(answer: Fetched) -> dict[str, Any]:
    try:
        content: Any = msgspec.json.decode(answer.data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"the answer is not valid JSON: {error}", where=answer.url) from None
    if not isinstance(content, dict):
        raise UsageError("the answer is not an object", where=answer.url)
    return content


def _title(one: dict[str, Any], url: str) -> str:
    title = one.get("title")
    return title if isinstance(title, str) and title else url


def _under(url: str, name: str = "") -> str:
    base = _without_query(url).rstrip("/") + "/"
    return f"{base}{name}/" if name else base


def _without_query(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))

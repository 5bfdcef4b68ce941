"""Hits as STIX observed data: the log's file, and what the event names (files, processes, addresses, users, keys)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import PureWindowsPath

from tocsin.model.hits import Hit
from tocsin.showing.escape import terminal
from tocsin.showing.stix_objects import NAME, Object, domain_object, observable, stamp, time_of, tocsin_identity

FILES = ("TargetFilename", "ImageLoaded")
IMAGES = ("Image", "NewProcessName")
COMMANDS = ("CommandLine", "ProcessCommandLine")
ADDRESSES = ("c-ip", "ClientIpAddress", "SourceIp", "DestinationIp", "IpAddress", "SourceAddress")
USERS = ("User", "cs-username", "TargetUserName", "AuthenticatedUser", "SubjectUserName")
KEYS = ("TargetObject",)

VALUE = 4_000


def observed(hit: Hit) -> list[Object]:
    """Return the observables of a hit and, last, the observed data about them; nothing for a hit without a time."""
    time = time_of(hit.time)
    if time is None:
        return []
    seen = list({made["id"]: made for made in _observables(hit)}.values())
    places = (hit.source,) if hit.source else hit.events
    data = domain_object(
        "observed-data",
        hit.rule.id,
        *(f"{place.path}\x1f{place.record}\x1f{place.offset}" for place in places),
        at=time,
        by=tocsin_identity()["id"],
        first_observed=stamp(time),
        last_observed=stamp(time),
        number_observed=max(len(hit.events), 1),
        object_refs=[made["id"] for made in seen],
        external_references=[
            {
                "source_name": "log record",
                "description": terminal(f"{place.path}, record {place.record}, byte {place.offset}", VALUE),
            }
            for place in places[:20]
        ],
    )
    return [*seen, data]


def _observables(hit: Hit) -> Iterator[Object]:
    places = (hit.source,) if hit.source else hit.events
    for place in places[:20]:
        yield _file_named(place.path)
    if not places:
        yield _file_named(hit.rule.title)
    event = hit.event or {}
    texts = {name: value[:VALUE] for name, value in event.items() if isinstance(value, str) and value}
    for name in FILES:
        if name in texts:
            yield from _file(texts[name])
    yield from _process(texts)
    for name in ADDRESSES:
        if name in texts:
            yield from _address(texts[name])
    for name in USERS:
        if texts.get(name, "-") != "-":
            yield observable("user-account", {"account_login": texts[name]}, by=("account_type", "account_login"))
    for name in KEYS:
        if name in texts:
            yield observable("windows-registry-key", {"key": texts[name]}, by=("key", "values"))


def _file_named(name: str) -> Object:
    return observable("file", {"name": terminal(name, NAME) or "unnamed"}, by=("name", "parent_directory_ref"))


def _file(path: str) -> Iterator[Object]:
    where = PureWindowsPath(path)
    if not where.name or str(where.parent) == ".":
        yield observable("file", {"name": path}, by=("name", "parent_directory_ref"))
        return
    folder = observable("directory", {"path": str(where.parent)}, by=("path",))
    yield folder
    yield observable(
        "file", {"name": where.name, "parent_directory_ref": folder["id"]}, by=("name", "parent_directory_ref")
    )


def _process(texts: dict[str, str]) -> Iterator[Object]:
    image = next((texts[name] for name in IMAGES if name in texts), None)
    command = next((texts[name] for name in COMMANDS if name in texts), None)
    properties: Object = {"command_line": command} if command else {}
    if image:
        parts = list(_file(image))
        yield from parts
        properties["image_ref"] = parts[-1]["id"]
    if properties:
        yield observable("process", properties, by=())


def _address(text: str) -> Iterator[Object]:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return
    yield observable(f"ipv{address.version}-addr", {"value": str(address)}, by=("value",))

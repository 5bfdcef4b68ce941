"""Taxonomies: every file is read strictly, leads to names that exist, and the particular goes before the general."""

from __future__ import annotations

import pytest

from tocsin.knowledge.logs import logs
from tocsin.knowledge.taxonomies import composed_names, names_in, plain_names, taxonomies, taxonomy
from tocsin.model.logs import LogSource

SYSMON = "windows-sysmon"


def test_every_name_of_a_taxonomy_is_its_own() -> None:
    names = [name for one in taxonomies() for name in (one.id, *one.also)]

    assert len(names) == len(set(names))
    assert {"ecs", "splunk", "zeek"} <= {one.id for one in taxonomies()}
    assert all(name == name.casefold() for name in names)
    assert taxonomy("ECS") is taxonomy("winlogbeat")
    assert taxonomy("no-such") is None


def test_every_category_and_service_that_a_taxonomy_names_is_one_of_the_catalogue_or_of_sigma() -> None:
    known = {kind.category for entry in logs() for kind in entry.records} | {"proxy", "dns", "firewall", "network"}
    known |= {"file_rename", "file_access"}  # of Sigma's taxonomy, recorded by none of the logs yet

    named = {name for one in taxonomies() for part in one.names for name in (part.logsource.category, *part.categories)}

    assert named - known - {None} == set()


@pytest.mark.parametrize(
    ("name", "category", "expected"),
    [
        ("process.executable", "process_creation", ("Image",)),
        ("process.executable", "create_remote_thread", ("SourceImage",)),
        ("process.name", "image_load", ("name(Image)",)),
        ("file.path", "file_event", ("TargetFilename",)),
        ("file.path", "image_load", ("ImageLoaded",)),
        ("event.code", "process_creation", ("EventID",)),
        ("winlog.event_data.GrantedAccess", "process_access", ("GrantedAccess",)),
        ("winlog.event_data.", "process_access", ()),
        ("source.ip", None, ("IpAddress", "SourceIp", "SourceAddress")),
        ("Image", "process_creation", ()),
        ("process.unheard_of", "process_creation", ()),
    ],
)
def test_a_name_is_that_of_the_rules_logsource(name: str, category: str | None, expected: tuple[str, ...]) -> None:
    ecs = taxonomy("ecs")

    assert ecs is not None
    assert names_in(ecs, LogSource(product="windows", category=category), name) == expected


def test_events_are_given_the_logs_own_names_and_no_parts_of_them() -> None:
    names = plain_names("ecs", SYSMON, 1)

    assert names["process.executable"] == "Image"
    assert "process.name" not in names
    assert plain_names("ecs", SYSMON, 8)["process.executable"] == "SourceImage"
    assert plain_names("ecs", "windows-security", 4688)["process.executable"] == "NewProcessName"
    assert plain_names("ecs", "windows-security", 4688)["process.pid"] == "NewProcessId"
    assert names["process.pid"] == "ProcessId"
    assert "user.id" not in names
    assert plain_names("ecs", "no-such-log", 1) == {}


def test_fields_that_events_say_in_parts_are_put_together() -> None:
    assert composed_names("ecs", SYSMON, 1)["User"].between == "\\"
    assert composed_names("ecs", SYSMON, 23)["Hashes"].of[0] == "SHA1={file.hash.sha1}"
    assert composed_names("ecs", "iis", None) == {}

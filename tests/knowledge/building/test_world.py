"""The world: our files joined with MISP's lists; nothing of ours is overwritten."""

from __future__ import annotations

from typing import Any

from tocsin.knowledge.building.world import build_vulnerabilities, build_world, plain_names_of_world
from tocsin.knowledge.entries import TableSource

SOURCE = TableSource(name="x", version="1", date=None, sha256="0", licence="CC0-1.0")
CHINA = {"description": "China", "value": "china", "meta": {"ISO": "CN", "Capital": "Beijing"}}
PLACE = {"description": "Nowhere", "value": "nowhere", "meta": {"ISO": "ZZ", "Capital": ""}}


def agency(name: str, description: str, country: str | None) -> dict[str, Any]:
    return {"value": name, "description": description, "meta": {"country": country}}


def test_a_country_gets_its_everyday_names() -> None:
    world = build_world(([CHINA, PLACE], SOURCE), ([], SOURCE))

    china, nowhere = world.countries
    assert "PRC" in china.names
    assert china.capitals == ("Beijing", "Peking")
    assert (nowhere.code, nowhere.names, nowhere.capitals) == ("ZZ", (), ())


def test_agencies_that_are_known_come_once_and_others_are_added() -> None:
    listed = [
        agency("National Security Agency", "National Security Agency (NSA)", "US"),
        agency("Office of Quiet (Nowhere)", "Office of Quiet (OQN)", "ZZ"),
        agency("Stateless", "Stateless (SLS)", None),
    ]

    world = build_world(([CHINA], SOURCE), (listed, SOURCE))

    added = [body for body in world.bodies if body.origin]
    assert [(body.id, body.name, body.acronyms) for body in added] == [("body:ZZ-OQN", "Office of Quiet", ("OQN",))]
    assert {"china", "prc", "nsa", "microsoft", "kyiv"} - plain_names_of_world(world) == {"kyiv"}


def test_the_catalogue_of_exploited_vulnerabilities() -> None:
    one = {
        "cveID": "CVE-2021-26855", "vulnerabilityName": "X", "vendorProject": "Microsoft", "product": "Exchange Server",
        "dateAdded": "2021-11-03", "knownRansomwareCampaignUse": "Known",
    }  # fmt: skip
    catalogue = {"catalogVersion": "2025.08.25", "dateReleased": "2025-08-25T17:04:19Z", "vulnerabilities": [one]}
    branded = [{"value": "Badlock", "meta": {"aliases": ["CVE-2016-2118", "not one"]}}, {"value": "Nameless"}]

    table = build_vulnerabilities(catalogue, "0", (branded, SOURCE))

    (found,) = table.vulnerabilities
    assert (found.id, found.added, found.ransomware) == ("CVE-2021-26855", "2021-11-03", True)
    names = {nickname.name: nickname.vulnerabilities for nickname in table.nicknames}
    assert names["Badlock"] == ("CVE-2016-2118",)
    assert "Nameless" not in names


def test_every_state_has_a_government_and_a_foreign_ministry_under_its_own_name() -> None:
    listed = [CHINA, {"description": "Japan", "value": "japan", "meta": {"ISO": "JP", "Capital": "Tokyo"}}]

    bodies = {body.id: body for body in build_world((listed, SOURCE), ([], SOURCE)).bodies}

    assert "Japanese authorities" in bodies["body:JP-GOV"].names
    assert "Japanese Ministry of Foreign Affairs" in bodies["body:JP-MOFA"].names
    assert "body:JP-MFA" not in bodies
    assert bodies["body:CN-GOV"].name == "Chinese government"

"""The knowledge base: look-ups, dead ids, ambiguity kept, and that its parts fit each other."""

from __future__ import annotations

import pytest

from tocsin import knowledge
from tocsin.knowledge.store import KnowledgeBase
from tocsin.model.report import MentionKind

BASE = KnowledgeBase()


def ids(text: str) -> set[str | None]:
    return {name.id for name in BASE.named(text)}


def test_base_is_one_and_the_same() -> None:
    assert knowledge.base() is knowledge.base()


def test_the_version_names_what_changes_findings() -> None:
    assert BASE.version.startswith("attack 18.1, misp ")
    assert "kev 2025.08.25" in BASE.version


def test_a_technique_has_tactics_and_platforms() -> None:
    found = BASE.technique("T1190")

    assert found is not None
    assert (found.name, found.tactics, found.status) == (
        "Exploit Public-Facing Application",
        ("initial-access",),
        "current",
    )
    assert "Windows" in found.platforms


def test_a_revoked_technique_is_kept_with_its_successor() -> None:
    found = BASE.technique("T1086")

    assert found is not None
    assert (found.status, found.replaced_by) == ("revoked", "T1059.001")


def test_a_deprecated_technique_is_kept() -> None:
    assert {one.status for one in BASE.techniques()} == {"current", "revoked", "deprecated"}


@pytest.mark.parametrize("unknown", ["T1532", "T9999", "", "TA1505.003"])
def test_an_unknown_technique_is_none(unknown: str) -> None:
    assert BASE.technique(unknown) is None


@pytest.mark.parametrize(
    "text",
    ["APT40", "APT-40", "APT 40", "Advanced Persistent Threat 40", "Leviathan", "TEMP.Periscope", "ISLANDDREAMS"],
)
def test_every_spelling_of_apt40_is_the_same_group(text: str) -> None:
    assert "G0065" in ids(text)


def test_aliases_keep_who_uses_them() -> None:
    group = BASE.group("G0128")
    assert group is not None
    origins = {alias.name: alias.origin for alias in group.aliases}

    assert origins["APT31"] == "ATT&CK"
    assert origins["BRONZE VINEWOOD"] == "Secureworks"


def test_a_name_of_two_entries_is_two_names() -> None:
    assert ids("HSSD") == {"body:CN-MSS-HAINAN", "body:CN-MSS-HUBEI"}
    assert ids("Turla") >= {"G0010", "S0022"}


@pytest.mark.parametrize("text", ["Net", "at", "Play", "James", "Cuba"])
def test_names_that_are_words_are_marked(text: str) -> None:
    marked = [
        name
        for name in BASE.named(text)
        if name.kind in (MentionKind.TOOL, MentionKind.MALWARE, MentionKind.INTRUSION_SET)
    ]

    assert marked
    assert all(name.common and name.cased for name in marked)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PRC", "CN"),
        ("Beijing", "CN"),
        ("Chinese", "CN"),
        ("Washington", "US"),
        ("U.S.", "US"),
        ("Pyongyang", "KP"),
        ("DPRK", "KP"),
        ("Whitehall", "GB"),
        ("Moscow", "RU"),
        ("Dutch", "NL"),
        ("Kiev", "UA"),
    ],
)
def test_a_state_is_known_by_its_everyday_names(text: str, code: str) -> None:
    assert code in ids(text)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("MSS", "CN"),
        ("GRU", "RU"),
        ("CISA", "US"),
        ("NCSC", "GB"),
        ("the Kremlin", "RU"),
        ("Downing Street", "GB"),
        ("FCDO", "GB"),
        ("GCSB", "NZ"),
        ("CNCERT", "CN"),
        ("ANSSI", "FR"),
        ("BSI", "DE"),
        ("ACSC", "AU"),
        ("State Department", "US"),
    ],
)
def test_a_body_belongs_to_its_state(text: str, country: str) -> None:
    bodies = [body for entry_id in ids(text) if entry_id and (body := BASE.body(entry_id))]

    assert country in {body.country for body in bodies}


def test_the_country_of_an_id_is_found_whatever_it_is() -> None:
    assert BASE.country_of("body:CN-MSS") == "CN"
    assert BASE.country_of("person:dominic-raab") == "GB"
    assert BASE.country_of("US") == "US"
    assert BASE.country_of("body:NATO") is None
    assert BASE.country_of("nothing") is None


def test_the_sectors_are_those_of_stix() -> None:
    enums = pytest.importorskip("stix2validator.v21.enums")

    assert [one.id for one in BASE.sectors()] == enums.INDUSTRY_SECTOR_OV


def test_a_vulnerability_knows_its_incident_and_nickname() -> None:
    found = BASE.vulnerability("cve-2021-26855")

    assert found is not None
    assert (found.known_exploited, found.added, found.nicknames) == (True, "2021-11-03", ("ProxyLogon",))
    assert found.incidents == ("incident:exchange-2021",)


def test_the_exchange_incident_has_its_window_and_its_vulnerabilities() -> None:
    found = BASE.incident("incident:exchange-2021")

    assert found is not None
    assert found.window is not None
    assert (found.window.begin, found.window.end) == ("2021-01-01", "2021-04-14")
    assert found.vulnerabilities == ("CVE-2021-26855", "CVE-2021-26857", "CVE-2021-26858", "CVE-2021-27065")
    assert BASE.incident("incident:proxyshell-2021") is not None


def test_the_twelve_countries_belong_to_the_indictment_not_to_exchange() -> None:
    indicted = BASE.incident("incident:apt40-2011-2018")

    assert indicted is not None
    assert sorted(indicted.victims.countries) == [
        "AT",
        "CA",
        "CH",
        "DE",
        "GB",
        "ID",
        "KH",
        "MY",
        "NO",
        "SA",
        "US",
        "ZA",
    ]


def test_who_named_whom_is_kept_apart() -> None:
    found = BASE.incident("incident:exchange-2021")
    assert found is not None
    by_id = {claim.id: claim for claim in found.said_by}

    assert by_id["C01"].accused_ids == ("body:CN-MSS",)
    assert "Ministry of State Security" in by_id["C07"].not_named
    assert (by_id["C09"].origin, by_id["C09"].relays) == ("relay", ("C01", "C04", "C13"))


def test_every_id_that_an_incident_names_exists() -> None:
    products = {product.id for product in BASE.products()}
    for incident in BASE.incidents():
        missing = [key for key in incident.software if BASE.software(key) is None]
        missing += [key for key in incident.techniques if BASE.technique(key) is None]
        missing += [key for key in incident.campaigns if BASE.campaign(key) is None]
        missing += [key for key in incident.products if key not in products]
        missing += [key for key in incident.victims.countries if BASE.country(key) is None]
        missing += [key for key in incident.victims.sectors if BASE.sector(key) is None]
        missing += [key for key in incident.related if BASE.incident(key) is None]
        missing += [key for key in incident.advisories if BASE.advisory(key) is None]
        for claim in incident.said_by:
            named = [claim.speaker_id, *claim.accused_ids]
            missing += [key for key in named if key and not _known(key)]
        assert missing == [], incident.id


def _known(key: str) -> bool:
    return any(look(key) for look in (BASE.country, BASE.body, BASE.person, BASE.organisation, BASE.group))


def test_every_id_that_an_advisory_body_or_person_names_exists() -> None:
    missing = [key for one in BASE.advisories() for key in one.publishers if BASE.body(key) is None]
    missing += [key for one in BASE.advisories() for key in (*one.about, *one.related) if BASE.incident(key) is None]
    missing += [body.parent for body in BASE.bodies() if body.parent and BASE.body(body.parent) is None]
    missing += [
        office.body
        for one in BASE.persons()
        for office in one.offices
        if office.body and BASE.body(office.body) is None
    ]

    assert missing == []


def test_countermeasures_are_those_of_d3fend() -> None:
    assert BASE.countermeasure("D3-PSA") is not None
    assert BASE.countermeasure("D3-SPA") is None

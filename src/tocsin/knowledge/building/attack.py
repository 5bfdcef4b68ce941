"""ATT&CK's STIX bundle into the tables `attack` and `attack-texts`.

In: an Enterprise bundle. Out: tactics, techniques (dead ids kept), groups and software with aliases, campaigns, and
one sentence on each. What is *said* there of who uses what is MITRE's saying, and is marked so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from tocsin.knowledge.building.sources import ATTACK_LICENCE, first_sentence
from tocsin.knowledge.entries import Alias, Campaign, Group, Software, TableHead, TableSource, Tactic, Technique
from tocsin.knowledge.tables import AttackTable, TextsTable
from tocsin.model.errors import UsageError

Thing = Mapping[str, Any]

ORDER = (
    "reconnaissance", "resource-development", "initial-access", "execution", "persistence", "privilege-escalation",
    "stealth", "defense-evasion", "defense-impairment", "credential-access", "discovery", "lateral-movement",
    "collection", "command-and-control", "exfiltration", "impact",
)  # fmt: skip


def attack_id(thing: Thing) -> str | None:
    """Return an object's ATT&CK id."""
    for reference in thing.get("external_references", ()):
        if reference.get("source_name") in ("mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"):
            return reference.get("external_id")
    return None


def build_attack(bundle: Thing, *, version: str, sha256: str) -> tuple[AttackTable, TextsTable]:
    """Build both tables; raises `UsageError` if the bundle holds no ATT&CK."""
    things: list[Thing] = [thing for thing in bundle.get("objects", ()) if "id" in thing]
    by_type: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        by_type[thing["type"]].append(thing)
    ids = {thing["id"]: found for thing in things if (found := attack_id(thing))}
    if not by_type["attack-pattern"] or not by_type["x-mitre-tactic"]:
        raise UsageError("the bundle holds no ATT&CK techniques and tactics", hint="give an ATT&CK STIX 2 bundle")
    links = _links(by_type["relationship"], ids)
    components = _data_components(by_type)
    date = max((str(thing.get("modified", "")) for thing in things), default="")[:10] or None
    sources = (TableSource(name="MITRE ATT&CK", version=version, date=date, sha256=sha256, licence=ATTACK_LICENCE),)
    told = [
        *by_type["attack-pattern"],
        *by_type["intrusion-set"],
        *by_type["malware"],
        *by_type["tool"],
        *by_type["campaign"],
    ]
    texts = {
        ids[thing["id"]]: first_sentence(str(thing.get("description", ""))) for thing in told if thing["id"] in ids
    }
    attack = AttackTable(
        head=TableHead(table="attack", sources=sources),
        tactics=tuple(sorted((_tactic(thing, ids) for thing in by_type["x-mitre-tactic"]), key=_tactic_order)),
        techniques=_sorted(
            _technique(thing, ids, links, components) for thing in by_type["attack-pattern"] if thing["id"] in ids
        ),
        groups=_sorted(_group(thing, ids, links, version) for thing in by_type["intrusion-set"] if thing["id"] in ids),
        software=_sorted(
            _software(thing, ids, links) for thing in (*by_type["malware"], *by_type["tool"]) if thing["id"] in ids
        ),
        campaigns=_sorted(_campaign(thing, ids, links) for thing in by_type["campaign"] if thing["id"] in ids),
    )
    return attack, TextsTable(head=TableHead(table="attack-texts", sources=sources), texts=texts)


def _sorted(entries: Iterable[Any]) -> tuple[Any, ...]:
    """Sort by id; of two objects with one id the living one stays (ATT&CK gave some ids twice)."""
    alive: dict[str, Any] = {}
    for entry in entries:
        kept = alive.get(entry.id)
        if kept is None or getattr(kept, "status", "current") != "current":
            alive[entry.id] = entry
    return tuple(alive[key] for key in sorted(alive))


def _links(relationships: Iterable[Thing], ids: Mapping[str, str]) -> dict[tuple[str, str], set[str]]:
    """Return (source STIX id, relation) -> ATT&CK ids of its targets."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in relationships:
        target = ids.get(link["target_ref"])
        if target and not link.get("revoked") and not link.get("x_mitre_deprecated"):
            found[link["source_ref"], link["relationship_type"]].add(target)
    return found


def _data_components(by_type: Mapping[str, list[Thing]]) -> dict[str, set[str]]:
    """Return technique STIX id -> names of the data components that ATT&CK's analytics for it read."""
    names = {thing["id"]: thing["name"] for thing in by_type["x-mitre-data-component"]}
    reads = {
        thing["id"]: {
            names.get(log["x_mitre_data_component_ref"]) for log in thing.get("x_mitre_log_source_references", ())
        }
        for thing in by_type["x-mitre-analytic"]
    }
    strategies = {
        thing["id"]: thing.get("x_mitre_analytic_refs", ()) for thing in by_type["x-mitre-detection-strategy"]
    }
    found: dict[str, set[str]] = defaultdict(set)
    for link in by_type["relationship"]:
        if link["relationship_type"] == "detects":
            for analytic in strategies.get(link["source_ref"], ()):
                found[link["target_ref"]] |= {name for name in reads.get(analytic, ()) if name}
    return found


def _status(thing: Thing) -> str:
    if thing.get("revoked"):
        return "revoked"
    return "deprecated" if thing.get("x_mitre_deprecated") else "current"


def _replaced(thing: Thing, links: Mapping[tuple[str, str], set[str]]) -> str | None:
    return min(links.get((thing["id"], "revoked-by"), ()), default=None)


def _tactic(thing: Thing, ids: Mapping[str, str]) -> Tactic:
    return Tactic(id=ids[thing["id"]], name=thing["name"], shortname=thing["x_mitre_shortname"])


def _tactic_order(tactic: Tactic) -> tuple[int, str]:
    return (ORDER.index(tactic.shortname) if tactic.shortname in ORDER else len(ORDER), tactic.id)


def _technique(
    thing: Thing, ids: Mapping[str, str], links: Mapping[tuple[str, str], set[str]], components: Mapping[str, set[str]]
) -> Technique:
    phases = {phase["phase_name"] for phase in thing.get("kill_chain_phases", ())}
    return Technique(
        id=ids[thing["id"]],
        name=thing["name"],
        tactics=tuple(sorted(phases, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))),
        platforms=tuple(sorted(thing.get("x_mitre_platforms", ()))),
        status=_status(thing),
        replaced_by=_replaced(thing, links),
        data_components=tuple(sorted(components.get(thing["id"], ()))),
    )


def _aliases(thing: Thing, field: str) -> tuple[Alias, ...]:
    """Return the other names; ATT&CK cites a source for each, under the alias as source name."""
    names = [name for name in dict.fromkeys(thing.get(field, ())) if name != thing["name"]]
    return tuple(Alias(name=name, origin="ATT&CK") for name in names)


def _split(targets: Iterable[str], letter: str) -> tuple[str, ...]:
    return tuple(sorted(target for target in targets if target.startswith(letter)))


def _group(thing: Thing, ids: Mapping[str, str], links: Mapping[tuple[str, str], set[str]], version: str) -> Group:
    uses = links.get((thing["id"], "uses"), set())
    return Group(
        id=ids[thing["id"]],
        name=thing["name"],
        aliases=_aliases(thing, "aliases"),
        techniques=_split(uses, "T"),
        software=_split(uses, "S"),
        uses_said_by=f"ATT&CK {version}" if uses else None,
        status=_status(thing),
        replaced_by=_replaced(thing, links),
    )


def _software(thing: Thing, ids: Mapping[str, str], links: Mapping[tuple[str, str], set[str]]) -> Software:
    return Software(
        id=ids[thing["id"]],
        name=thing["name"],
        kind=thing["type"],
        aliases=_aliases(thing, "x_mitre_aliases"),
        platforms=tuple(sorted(thing.get("x_mitre_platforms", ()))),
        techniques=_split(links.get((thing["id"], "uses"), ()), "T"),
        status=_status(thing),
        replaced_by=_replaced(thing, links),
    )


def _campaign(thing: Thing, ids: Mapping[str, str], links: Mapping[tuple[str, str], set[str]]) -> Campaign:
    uses = links.get((thing["id"], "uses"), set())
    return Campaign(
        id=ids[thing["id"]],
        name=thing["name"],
        aliases=_aliases(thing, "aliases"),
        begin=str(thing.get("first_seen", ""))[:10] or None,
        end=str(thing.get("last_seen", ""))[:10] or None,
        groups=_split(links.get((thing["id"], "attributed-to"), ()), "G"),
        techniques=_split(uses, "T"),
        software=_split(uses, "S"),
    )

"""The SQLite design that Python users have today, as a program: for the Python that has `zargunlite`, not for tocsin's.

    driver version | convert RULES OUT.json | hunt CONVERTED.json OUT.jsonl FILE.evtx...

Rules become queries by pySigma's own SQLite backend, with the pipelines that its README and Zircolite's documentation
name for Windows: Sysmon's and, where a rule means events of the Security log too, those as well, as in Zircolite's
"merged" rule sets. Columns that a query asks for and no event has are there and empty: without them SQLite refuses the
query, and rules with an exclusion would find less. Records are read by PyPI `evtx`. One process, one core.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

AUDITED = ("process_creation", "registry_")
"""Categories that the Security log has events of, by pySigma's pipeline for Windows auditing."""


def convert(rules: Path, out: Path) -> None:
    """Write the rules as queries; those that cannot be are counted and left out."""
    from sigma.backends.sqlite import sqliteBackend
    from sigma.exceptions import SigmaError
    from sigma.pipelines.sysmon import sysmon_pipeline
    from sigma.pipelines.windows import windows_audit_pipeline, windows_logsource_pipeline
    from sigma.rule import SigmaRule

    backends = [
        sqliteBackend(first() + windows_logsource_pipeline()) for first in (sysmon_pipeline, windows_audit_pipeline)
    ]
    found: list[dict[str, Any]] = []
    failed = 0
    for path in sorted(rules.rglob("*.yml")):
        try:
            rule = SigmaRule.from_yaml(path.read_text("utf-8"))
            if rule.logsource.product not in (None, "windows"):
                raise SigmaError("not for Windows")
            identity, title, category = str(rule.id or path.name), rule.title, rule.logsource.category or ""
            made = backends[0].convert_rule(rule, "zircolite")
            if category.startswith(AUDITED):
                made += audited(backends[1], path)
            queries = dict.fromkeys(query for one in made for query in one["rule"])
            fields = {name for one in made for name in one.get("required_fields", ())}
            found.append({"id": identity, "title": title, "rule": list(queries), "fields": sorted(fields)})
        except (SigmaError, NotImplementedError, KeyError, ValueError, TypeError) as error:
            failed += 1
            print(f"{path.name}: {error}", file=sys.stderr)
    out.write_text(json.dumps({"rules": found, "failed": failed}), encoding="utf-8")


def audited(backend: Any, path: Path) -> list[dict[str, Any]]:
    """Return a rule's queries for the Security log: none where its pipeline knows no such event or lacks a field."""
    from sigma.exceptions import SigmaError
    from sigma.rule import SigmaRule

    try:
        # parsed again: a pipeline changes the rule it is applied to
        made = backend.convert_rule(SigmaRule.from_yaml(path.read_text("utf-8")), "zircolite")
    except SigmaError:
        return []
    return [one for one in made if "Security" in one["channel"]]


def _events(paths: list[str]) -> Iterator[dict[str, Any]]:
    import evtx
    from zargunlite.preprocess import flatten_json, mapping_field

    for path in paths:
        for record in evtx.PyEvtxParser(path).records_json():
            flat = flatten_json(json.loads(record["data"]))
            yield {**mapping_field(flat), "HuntedRecord": record["event_record_id"]}  # type: ignore[arg-type]


def hunt(converted: Path, out: Path, paths: list[str]) -> None:
    """Load the records into a table and ask every query; writes one hit a line."""
    from zargunlite.core import ZargunCore
    from zargunlite.model import ZircoliteRule

    rules = json.loads(converted.read_text("utf-8"))["rules"]
    events = list(_events(paths))
    kinds: dict[str, type] = {}
    names: dict[str, str] = {}
    for event in events:
        for name, value in event.items():
            kinds.setdefault(name, type(value))
            names.setdefault(name.lower(), name)
    for rule in rules:
        for name in rule["fields"]:
            if names.setdefault(name.lower(), name) == name:
                kinds.setdefault(name, str)
    with ZargunCore() as core, out.open("w", encoding="utf-8") as file:
        core.load_data(events, fields=list(kinds.items()), strict_field_name=False)
        for rule in rules:
            query = ZircoliteRule(title=rule["title"], id=rule["id"], rule=rule["rule"])
            try:
                result = core.execute_zircolite_rule(query)
            except (
                sqlite3.OperationalError
            ) as error:  # queries for full text want a table that zargunlite does not make
                print(f"{rule['id']}: {error}", file=sys.stderr)
                continue
            for match in result.matches:
                file.write(json.dumps({"rule": rule["id"], "record": match["HuntedRecord"]}) + "\n")


def main() -> None:
    """Do what the first word says."""
    word, *rest = sys.argv[1:]
    if word == "convert":
        convert(Path(rest[0]), Path(rest[1]))
    elif word == "hunt":
        hunt(Path(rest[0]), Path(rest[1]), rest[2:])
    else:
        import sigma.backends.sqlite  # noqa: F401  # it has to be there
        import zargunlite  # noqa: F401

        print(f"{version('zargunlite')} with pySigma {version('pysigma')}, {version('pysigma-backend-sqlite')}")


if __name__ == "__main__":
    main()

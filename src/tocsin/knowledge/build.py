"""Builds the packed tables from the project's YAML files and a folder of others' data.

    python -m tocsin.knowledge.build --data DIR           writes src/tocsin/knowledge/tables/
    python -m tocsin.knowledge.build --data DIR --check   says whether they are what these sources give
    python -m tocsin.knowledge.build                      only what needs no DIR: incidents and advisories

DIR holds `attack/`, `actors/`, `vulnerabilities/` and `treebanks/` as docs/knowledge.md says.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import click

from tocsin.knowledge.building.actors import build_actors
from tocsin.knowledge.building.attack import build_attack
from tocsin.knowledge.building.incidents import build_incidents
from tocsin.knowledge.building.software import build_software
from tocsin.knowledge.building.sources import read_galaxy, read_json
from tocsin.knowledge.building.words import ordinary_words
from tocsin.knowledge.building.world import build_vulnerabilities, build_world, plain_names_of_world
from tocsin.knowledge.entries import Countermeasure, TableHead
from tocsin.knowledge.names import name_words
from tocsin.knowledge.tables import PACKAGED, DefencesTable, Table, WordsTable, content, pack, path_of, write
from tocsin.model.errors import TocsinError, UsageError


def build(data: Path | None) -> Iterator[Table]:
    """Yield every table that can be built; without `data` only those of the project's own files."""
    yield build_incidents()
    if data is None:
        return
    bundles = sorted((data / "attack").glob("enterprise-attack-*.json*"))
    if not bundles:
        raise UsageError("there is no enterprise-attack-*.json.gz", where=str(data / "attack"))
    bundle, digest = read_json(bundles[-1])
    version = re.sub(r"^enterprise-attack-|\.json(\.gz)?$", "", bundles[-1].name)
    attack, texts = build_attack(bundle, version=version, sha256=digest)
    yield attack
    yield texts
    world = build_world(read_galaxy(data, "country"), read_galaxy(data, "intelligence-agencies"))
    yield world
    codes = frozenset(country.code for country in world.countries)
    values, source = read_galaxy(data, "threat-actor")
    actors = build_actors(values, source, attack.groups, codes)
    yield actors
    words, all_words, word_sources = ordinary_words(data / "treebanks")
    software = build_software(
        attack.software,
        malpedia=read_galaxy(data, "malpedia"),
        tools=read_galaxy(data, "tool"),
        ransomware=read_galaxy(data, "ransomware"),
        ordinary=words,
        taken=plain_names_of_world(world),
    )
    yield software
    catalogue, kev_digest = read_json(data / "vulnerabilities" / "known_exploited_vulnerabilities.json.gz")
    vulnerabilities = build_vulnerabilities(catalogue, kev_digest, read_galaxy(data, "branded_vulnerability"))
    yield vulnerabilities
    yield _d3fend(data)
    used = name_words(attack, actors, software, vulnerabilities, world)
    yield WordsTable(head=TableHead(table="words", sources=word_sources), words=tuple(sorted(all_words & used)))


def _d3fend(data: Path) -> DefencesTable:
    values, source = read_galaxy(data, "mitre-d3fend")
    found = {value["meta"]["external_id"]: value["value"].rsplit(" - ", 1)[0] for value in values}
    return DefencesTable(
        head=TableHead(table="d3fend", sources=(source,)),
        countermeasures=tuple(Countermeasure(id=key, name=found[key]) for key in sorted(found)),
    )


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of others' data.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=PACKAGED, help="Where the tables go.")
@click.option("--check", is_flag=True, help="Write nothing; fail if a table is not what the sources give.")
def main(data: Path | None, out: Path, check: bool) -> None:
    """Build the packed tables."""
    try:
        different = [_one(table, out, check) for table in build(data)]
    except TocsinError as error:
        raise click.ClickException(str(error)) from error
    if check and any(different):
        raise click.ClickException("tables differ from what the sources give: build them again")


def _one(table: Table, out: Path, check: bool) -> bool:
    """Write or compare one table; returns whether it was different."""
    path = path_of(table.head.table, out)
    # the JSON is compared: another zlib packs the same content into other bytes
    different = not path.is_file() or gzip.decompress(path.read_bytes()) != content(table)
    if different and not check:
        write(table, out)
    click.echo(f"{table.head.table:16} {len(pack(table)):8,} bytes  {'differs' if different else 'same'}")
    return different


if __name__ == "__main__":
    main()

"""A large lake out of a small one: the same events as if they came from many more files, at other times.

    python -m benchmarks.lake_copies LAKE OUT --copies 10

Copies of one kind of event share groups of rows, as `tocsin lake --compact` leaves them. For measurements only: what is
said of the copies' coverage is that of the original.
"""

from __future__ import annotations

import argparse
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tocsin.collecting.evidence import Evidence
from tocsin.collecting.lake_index import Group, Kept, Write, read_lake, read_write
from tocsin.lake import keep
from tocsin.lake.files import GROUP_ROWS, SOURCE
from tocsin.lake.writing import WRITING, commit, placed

STEP_US = 60_000_000
"""By how much a copy's times are later than those of the one before."""


def copies(lake: Path, out: Path, count: int) -> int:
    """Make a lake of so many copies of another; return how many events it holds."""
    kept = [one for name in read_lake(lake).writes for one in read_write(lake, name).kept]
    keep(Evidence((), ()), out)  # an empty lake
    staging = out / f"{WRITING}copies"
    groups: dict[tuple[int, int], list[Group]] = defaultdict(list)  # by file of the evidence and copy
    owners: dict[str, list[tuple[int, Group]]] = defaultdict(list)
    for owner, one in enumerate(kept):
        for group in one.groups:
            owners[group.file].append((owner, group))
    for file, members in sorted(owners.items()):
        (staging / file).parent.mkdir(parents=True, exist_ok=True)
        for owner, copy, group in _copied(lake / file, staging / file, kept, members, count):
            groups[owner, copy].append(placed(group, "copies"))
    fresh = tuple(
        msgspec.structs.replace(
            one, path=_path(one, copy), sha256=f"{one.sha256}-{copy}", groups=tuple(groups[owner, copy])
        )
        for copy in range(count)
        for owner, one in enumerate(kept)
    )
    commit(out, staging, (), "copies", Write(fresh, ()))
    shutil.rmtree(staging, ignore_errors=True)
    return sum(group.rows for own in groups.values() for group in own)


def _path(one: Kept, copy: int) -> str:
    return f"copy-{copy:03}/{one.path}"


def _copied(
    source: Path, target: Path, kept: Sequence[Kept], members: Sequence[tuple[int, Group]], count: int
) -> list[tuple[int, int, Group]]:
    """Write the copies of one file; return (file of the evidence, copy, group) for each group of rows."""
    file = pq.ParquetFile(source)
    texts = [column.name for column in file.schema_arrow if pa.types.is_dictionary(column.type)]
    made: list[tuple[int, int, Group]] = []
    number = 0
    with pq.ParquetWriter(
        target,
        file.schema_arrow,
        compression="zstd",
        use_dictionary=[*texts, "_source.path", "_host", "_log"],  # type: ignore[arg-type] - names are taken too
        column_encoding=dict.fromkeys(("_time", "_source.record", "_source.offset"), "DELTA_BINARY_PACKED"),
    ) as writer:
        for at in range(file.num_row_groups):
            table = file.read_row_group(at)
            own = [(owner, group) for owner, group in members if group.number == at]
            together = max(1, GROUP_ROWS // max(table.num_rows, 1))
            for begin in range(0, count, together):
                some = range(begin, min(begin + together, count))
                parts = [_shifted(table, kept, own, copy) for copy in some]
                writer.write_table(pa.concat_tables(parts).unify_dictionaries(), row_group_size=GROUP_ROWS)
                for place, copy in enumerate(some):
                    made += [(owner, copy, _moved(group, number, place * table.num_rows, copy)) for owner, group in own]
                number += 1
    return made


def _moved(group: Group, number: int, begin: int, copy: int) -> Group:
    first, last = (None if time is None else time + copy * STEP_US for time in (group.first, group.last))
    return msgspec.structs.replace(group, number=number, begin=begin + group.begin, first=first, last=last)


def _shifted(table: pa.Table, kept: Sequence[Kept], own: Sequence[tuple[int, Group]], copy: int) -> pa.Table:
    times = pc.cast(
        pc.add(pc.cast(table.column("_time"), pa.int64()), copy * STEP_US), table.schema.field("_time").type
    )
    codes = np.zeros(table.num_rows, np.int32)
    for place, (_, group) in enumerate(own):
        codes[group.begin : group.begin + group.rows] = place
    names = [_path(kept[owner], copy) for owner, _ in own]
    paths = pa.DictionaryArray.from_arrays(pa.array(codes), names).cast(pa.string())
    where = table.column("_source").combine_chunks()
    source = pa.StructArray.from_arrays([paths, where.field("record"), where.field("offset")], fields=list(SOURCE))
    changed = table.set_column(table.schema.names.index("_time"), table.schema.field("_time"), times)
    return changed.set_column(table.schema.names.index("_source"), table.schema.field("_source"), source)


def main() -> None:
    """Make a lake of copies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lake", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--copies", type=int, default=10)
    given = parser.parse_args()
    print(f"{copies(given.lake, given.out, given.copies):,} events")


if __name__ == "__main__":
    main()

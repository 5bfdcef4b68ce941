"""One run of `tocsin lake`: evidence added, small files put together, tables of Iceberg brought up to date."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting.evidence import Evidence
from tocsin.lake.compacting import Compacting, compact
from tocsin.lake.iceberg import Published, is_published, publish
from tocsin.lake.keeping import Keeping, keep
from tocsin.model.noun import Noun


class Change(Noun, frozen=True, kw_only=True):
    """What a run did to a lake; None: it was not asked for."""

    kept: Keeping | None = None
    compacted: Compacting | None = None
    iceberg: Published | None = None


def change(
    folder: Path,
    evidence: Evidence | None = None,
    *,
    compacting: bool = False,
    iceberg: bool = False,
    workers: int | None = None,
) -> Change:
    """Add evidence to a lake, put its small files together, and publish it; tables that there are always follow.

    Raises what `keep`, `compact` and `publish` raise.
    """
    kept = None if evidence is None else keep(evidence, folder, workers=workers)
    compacted = compact(folder, workers=workers) if compacting else None
    published = publish(folder) if iceberg or is_published(folder) else None
    return Change(kept=kept, compacted=compacted, iceberg=published)

"""What became of one unit of evidence in a hunt."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from tocsin.collecting.coverage import Survey
from tocsin.hunting.exclusions import Counts
from tocsin.hunting.hit_tables import Away


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hits, what the evidence covers, what correlations need of it, and what was left out."""

    hits: tuple[pa.Table | Away, ...]
    survey: Survey
    observed: tuple[pa.Table, ...] = ()
    excluded: Counts = field(default_factory=Counts)

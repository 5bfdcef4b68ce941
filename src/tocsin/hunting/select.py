"""Which events a user wants hits of: a host, a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import pc
from tocsin.hunting.table import Mask, Rows


@dataclass(frozen=True, slots=True)
class Selection:
    """Events of this host (without regard to case, with or without its domain), from `since` on and before `until`."""

    host: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def rows(self, batch: EventBatch) -> Mask | None:
        """Mark the rows that are wanted; None: all. An event without a time is in every period."""
        if self.host is None and self.since is None and self.until is None:
            return None
        chosen = np.ones(batch.events.num_rows, bool)
        if self.host is not None:
            hosts = batch.events.column("_host").to_pylist()
            chosen &= np.array([_same_host(self.host, one) for one in hosts], bool)
        for limit, test in ((self.since, pc.greater_equal), (self.until, pc.less)):
            if limit is not None:
                kept = test(batch.events.column("_time"), pa.scalar(limit, pa.timestamp("us", tz="UTC")))
                chosen &= kept.fill_null(True).to_numpy(zero_copy_only=False)
        return chosen

    @staticmethod
    def keep(rows: Rows, chosen: Mask | None) -> Rows:
        """Return those rows that are marked."""
        return rows if chosen is None else rows[chosen[rows]]


def _same_host(asked: str, host: str | None) -> bool:
    if host is None:
        return False
    mine, theirs = asked.casefold(), host.casefold()
    return theirs == mine or theirs.partition(".")[0] == mine

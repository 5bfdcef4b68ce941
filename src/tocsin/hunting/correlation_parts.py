"""Correlations divided into parts that can be worked out apart from each other: by different machines, in any order.

In: a rule set. Out: for observations the part that each is for, and each part's hits. Correlations that share a chain
(one is a base of the other) are one part; one that stands alone is divided further by what its events are grouped by,
since no window ever has events of two groups. The parts together give what `correlation_hits` gives of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from zlib import crc32

import numpy as np
import pyarrow as pa

from tocsin.hunting.atoms import fold
from tocsin.hunting.correlation_hits import correlation_table
from tocsin.hunting.correlations import Correlation
from tocsin.hunting.exclusions import Counts
from tocsin.hunting.rules import RuleSet

BUCKETS = 64
"""Into how many parts the groups of one correlation are put."""


class CorrelationParts:
    """The parts of a rule set's correlations. Picklable."""

    def __init__(self, rules: RuleSet) -> None:
        """Find which correlations belong together."""
        self._rules = rules
        self._chains = _chains(rules.correlations)
        self._chains_of: dict[str, list[int]] = {}
        for number, chain in enumerate(self._chains):
            for rule in dict.fromkeys(rule for one in chain for rule in one.rules):
                self._chains_of.setdefault(rule, []).append(number)

    def divide(self, observed: pa.Table) -> Iterator[tuple[str, pa.Table]]:
        """Yield (name of a part, observations for it); one that several correlations ask for is in several parts."""
        encoded = observed.column("_rule").combine_chunks()
        names = encoded.dictionary.to_pylist()
        codes = np.asarray(encoded.indices)
        parts: dict[str, list[np.ndarray]] = {}
        for code in np.unique(codes).tolist():
            rows = np.flatnonzero(codes == code)
            for number in self._chains_of.get(names[code], ()):
                buckets = self._buckets(number, names[code], observed, rows)
                for bucket in np.unique(buckets).tolist():
                    parts.setdefault(f"{number}.{bucket}", []).append(rows[buckets == bucket])
        for name, found in parts.items():
            yield name, observed.take(pa.array(np.sort(np.concatenate(found))))

    def hits(self, name: str, observed: pa.Table) -> tuple[pa.Table, Counts]:
        """Return the hits of a part, out of all its observations, and what exclusions left out."""
        chain = self._chains[int(name.partition(".")[0])]
        counts = Counts()
        whole = observed.unify_dictionaries().combine_chunks()
        return correlation_table(whole, replace(self._rules, correlations=tuple(chain)), counts), counts

    def _buckets(self, number: int, rule: str, observed: pa.Table, rows: np.ndarray) -> np.ndarray:
        """Return the bucket of each row: of the values that its correlation groups by; 0 in a chain of several."""
        chain = self._chains[number]
        buckets = np.zeros(len(rows), np.int64)
        if len(chain) > 1:
            return buckets
        only = chain[0]
        for name in only.group_by:
            place = observed.schema.get_field_index(only.field_of(name, rule))
            if place < 0:
                continue
            column = observed.column(place).combine_chunks()
            words = [crc32(fold(word).encode("utf-8", "surrogatepass")) for word in column.dictionary.to_pylist()]
            codes = np.asarray(column.indices.fill_null(len(words)))[rows]
            buckets = buckets * 31 + np.array([*words, 0], np.int64)[codes]
        return buckets % BUCKETS


def _chains(correlations: tuple[Correlation, ...]) -> list[list[Correlation]]:
    """Return correlations that are bases of each other together, each after its bases."""
    chain_of = {one.card.info.id: number for number, one in enumerate(correlations)}
    for one in correlations:
        for base in one.rules:
            if base in chain_of:
                old, new = chain_of[one.card.info.id], chain_of[base]
                chain_of = {name: new if number == old else number for name, number in chain_of.items()}
    chains: dict[int, list[Correlation]] = {}
    for one in correlations:
        chains.setdefault(chain_of[one.card.info.id], []).append(one)
    return list(chains.values())

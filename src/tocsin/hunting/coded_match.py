"""Matching events that come as numbers: rules look at one event of each combination of profiles.

In: a matcher's plan and batches of one reader. Out: what `match.Matcher.match` gives for the same events. Events in
which a keyword may stand are looked at one by one. Most rules are worked out by `event_rules`, the others by columns.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.coded import Coded
from tocsin.collecting.columns import spans
from tocsin.collecting.memory import untouched
from tocsin.hunting.combining import ALONE, COMBINED, MOST_ALIKE, ROW, combine
from tocsin.hunting.event_rules import EventRules
from tocsin.hunting.matchers import FieldMatcher
from tocsin.hunting.plan import Plan
from tocsin.hunting.profiles import Profiles
from tocsin.hunting.raw_keywords import RawKeywords
from tocsin.hunting.scopes import folded_kind
from tocsin.hunting.sought import Sought
from tocsin.hunting.table import Mask, Rows
from tocsin.hunting.word_table import WordTable

Match = Callable[[EventBatch, WordTable, frozenset[int] | None], Iterator[tuple[int, Rows]]]
"""(batch, its tested fields, numbers of the branches that count or None for all) -> (rule, rows)."""

MOST_COMBINATIONS = 1 << 18
"""From how many combinations on they are forgotten."""


class CodedMatch:
    """What is known of the events of one file."""

    def __init__(
        self,
        coded: Coded,
        plan: Plan,
        family: str,
        fields: Callable[[str], FieldMatcher],
        scopes_of: Callable[[tuple[str | None, str | None, str | None]], tuple[int, ...]],
        raw: Callable[[int], RawKeywords | None],
        match: Match,
    ) -> None:
        """Take what matches batches that are not coded, and the fields, scopes and keywords of its plan."""
        self.file = coded.file
        self._plan, self._scopes_of, self._match = plan, scopes_of, match
        self._profiles = Profiles(coded.words, plan, fields, family)
        self._sought = Sought(plan, raw, coded.words)
        self._event_rules = EventRules(plan, family, coded.words, self._profiles, self._sought.scopes)
        self._scopes: list[tuple[int, ...]] = []  # by kind
        self._asked_more: list[bool] = []  # by kind: whether other branches look at it
        self._sought_by: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._seed = np.uint64(secrets.randbits(64))
        self._texts = np.zeros(MOST_ALIKE, np.int32)
        self._forget()

    def _forget(self) -> None:
        """Begin without any combination."""
        self._slots = np.zeros(1 << 14, np.int32)  # looked up at random: a large one would be touched all over at once
        self._table = untouched(1 << 19, 4, kind=np.int64)
        self._keys = untouched(1 << 23, kind=np.int32)
        self._state = np.zeros(3, np.int64)
        self._rules: npt.NDArray[np.int32] = np.empty(0, np.int32)  # of all combinations, end to end
        self._ends: npt.NDArray[np.int64] = np.zeros(1, np.int64)

    def match(self, batch: EventBatch, coded: Coded) -> Iterator[tuple[int, Rows]]:
        """Yield (number of the rule, rows of the batch), by rule."""
        self._learn(coded)
        if self._state[COMBINED] > MOST_COMBINATIONS:
            self._forget()
        before = int(self._state[COMBINED])
        combination = self._combine(coded)
        now = int(self._state[COMBINED])
        alone = np.flatnonzero(combination == ALONE)
        looked_at = np.concatenate([alone, self._table[before:now, 3]])
        order = np.argsort(looked_at)  # no row twice: one that stands alone is in no combination
        rules, places = self._look(batch, coded, looked_at[order], order < len(alone))
        places = order[places]
        new = places >= len(alone)
        self._note(rules[new], places[new] - len(alone), now - before)
        found = np.flatnonzero(combination >= 0)
        begins, ends = self._ends[combination[found]], self._ends[combination[found] + 1]
        sizes = ends - begins
        some = sizes > 0
        found, begins, sizes = found[some], begins[some], sizes[some]
        rule = np.concatenate([self._rules[spans(begins, sizes)], rules[~new]])
        row = np.concatenate([np.repeat(found, sizes), alone[places[~new]]])
        if not len(rule):
            return
        order = np.lexsort((row, rule))
        rule, row = rule[order], row[order]
        bounds = np.flatnonzero(np.diff(rule, prepend=-1)).tolist()
        for begin, end in zip(bounds, [*bounds[1:], len(rule)], strict=True):
            yield int(rule[begin]), row[begin:end]

    def _learn(self, coded: Coded) -> None:
        """Look at words and kinds that are new."""
        if self._profiles.learn(coded.count, coded.every):
            self._forget()
        for kind in coded.kinds[len(self._scopes) :]:
            scopes = self._scopes_of(folded_kind(kind.channel, kind.provider, kind.event_id))
            self._scopes.append(scopes)
            self._asked_more.append(self._asks_more(scopes))
            self._sought_by = np.append(self._sought_by, np.uint64(self._sought.of_scopes(scopes)))
        self._sought.learn(coded.count)

    def _combine(self, coded: Coded) -> Rows:
        count = len(coded.begins)
        combination = np.empty(count, np.int64)
        self._state[ROW] = 0
        begins, ends, more, more_ends, kinds = (
            np.ascontiguousarray(one) for one in (coded.begins, coded.ends, coded.more, coded.more_ends, coded.kind_of)
        )
        while not combine(
            count, coded.stream, begins, ends, coded.extra, more, more_ends, kinds, self._profiles.of,
            self._profiles.alike, self._texts, self._sought.found, self._sought_by, self._seed, self._slots,
            self._table, self._keys, self._state, combination,
        ):  # fmt: skip
            self._grow()
        return combination

    def _grow(self) -> None:
        """Make room where there is none, so that a row that was refused goes in."""
        known = int(self._state[COMBINED])
        many, crowded = known + 1 > len(self._table), 2 * (known + 1) > len(self._slots)
        if many:
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        if not many and not crowded:
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)])
        if not crowded:
            return
        self._slots = np.zeros(4 * len(self._slots), np.int32)
        mask = np.uint64(len(self._slots) - 1)
        at = self._table[:known, 0].view(np.uint64) & mask
        left = np.arange(known)
        while len(left):
            free = self._slots[at] == 0
            self._slots[at[free]] = left[free] + 1  # of several for one slot the last stays
            missed = self._slots[at] != left + 1
            at, left = (at[missed] + np.uint64(1)) & mask, left[missed]

    def _look(self, batch: EventBatch, coded: Coded, rows: Rows, searched: Mask) -> tuple[Rows, Rows]:
        """Have the rules look at some rows; return (rule, place among the rows) for each that is true.

        `searched` marks the rows in which keywords may stand.
        """
        if not len(rows):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        rules, places, left = self._event_rules.hold(coded, rows, searched, self._scopes)
        more = np.array(self._asked_more)[coded.kind_of[rows]]
        found = [(rules, places)]
        others = self._event_rules.others
        for chosen, branches in (
            (np.flatnonzero(left), None),
            (np.flatnonzero(~left & ~searched & more), others),
            (np.flatnonzero(~left & searched), others | self._event_rules.with_keywords),
        ):
            if len(chosen):
                rules, among = self._look_by_columns(batch, coded, rows[chosen], searched[chosen], branches)
                found.append((rules, chosen[among]))
        both = np.unique(np.concatenate([rules * np.int64(len(rows)) + places for rules, places in found]))
        return both // len(rows), both % len(rows)

    def _asks_more(self, scopes: tuple[int, ...]) -> bool:
        """Say whether branches that are not worked out event by event look at events of some scopes."""
        return any(self._plan.branches[number].scope in scopes for number in self._event_rules.others)

    def _look_by_columns(
        self, batch: EventBatch, coded: Coded, rows: Rows, searched: Mask, branches: frozenset[int] | None
    ) -> tuple[Rows, Rows]:
        fetch = batch.fetch
        some = replace(
            batch,
            events=batch.events.select(["_log"]).take(pa.array(rows)),
            coded=None,
            fetch=None if fetch is None else lambda chosen: fetch(rows[chosen]),
            search=lambda _find, chosen: searched[chosen],
        )
        found = list(self._match(some, WordTable(coded, rows, self._profiles), branches))
        rules = [np.full(len(places), rule) for rule, places in found]
        empty = np.empty(0, np.int64)
        return np.concatenate([empty, *rules]), np.concatenate([empty, *(places for _, places in found)])

    def _note(self, rules: Rows, combinations: Rows, count: int) -> None:
        """Keep the rules that are true of new combinations (numbered from 0)."""
        order = np.argsort(combinations, kind="stable")
        self._rules = np.concatenate([self._rules, rules[order].astype(np.int32)])
        ends = np.cumsum(np.bincount(combinations, minlength=count)) + self._ends[-1]
        self._ends = np.concatenate([self._ends, ends])

"""All hits on the page: a table that the script pages and filters, with its data compressed inside the file.

In: hits, and the finding each belongs to. Out: markup whose data are base64 of gzip of JSON lines: one block of columns
for all hits, and blocks of `BLOCK` records each, of which the browser unpacks only those it shows. All text in the data
is inert already (`escape.plain`), and the script puts it on the page as text only.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from tocsin.model.hits import Hit
from tocsin.model.verdict import Finding
from tocsin.showing.escape import plain
from tocsin.showing.outcomes import LOOKS
from tocsin.showing.pages.markup import NAME, count
from tocsin.showing.times import short

BLOCK = 1_000
MOST = 200_000
"""Hits on the page; `hits.jsonl` has all."""

RECORDS_BYTES = 8_000_000
"""Of compressed records; hits after that are listed with their place only, so that the file stays below 15 MB."""

VALUE = 4_000
FIELDS = 120
PLACES = 20

FindingOf = Callable[[Hit], Finding | None]
Anchor = Callable[[Finding], str]


def all_hits(hits: Iterable[Hit], finding_of: FindingOf, anchor: Anchor) -> str:
    """Return the section's body; nothing if there is no hit. `hits` are gone through once, in their order."""
    given = iter(hits)
    columns = _Columns(finding_of, anchor)
    blocks: list[str] = []
    room = RECORDS_BYTES
    bare = 0
    for block in _blocks(islice(given, MOST)):
        columns.add(block)
        packed = _packed(_record(hit) for hit in block)
        if len(packed) * 3 // 4 > room:
            bare += len(block)
            packed = _packed([_places(hit), [], None] for hit in block)
        else:
            room -= len(packed) * 3 // 4
        blocks.append(f'<template class="records">{packed}</template>\n')
    if not blocks:
        return ""
    left = sum(1 for _ in given)
    told = [f"{count(columns.number, 'hit')}, each with its record."]
    if bare:
        told.append(f"Of the last {bare:,} only the place is here; hits.jsonl has the records.")
    if left:
        told.append(f"{left:,} more are in hits.jsonl.")
    return (
        f"<p>{' '.join(told)} Without the page's script there is no table here; the first hits of each finding stand "
        "above all the same, and <code>hits.jsonl</code> holds all of them.</p>\n"
        f'<div class="browser" hidden>{_TOOLS}'
        '<div class="scroll" tabindex="0" role="region" aria-label="Table of all hits"><table class="words">'
        "<caption>All hits</caption><thead><tr>"
        + "".join(f'<th scope="col">{name}</th>' for name in ("Time (UTC)", "Outcome", "Host", "Rule", "Record"))
        + "</tr></thead><tbody></tbody></table></div></div>\n"
        f'<template class="index">{_packed([columns.whole()])}</template>\n' + "".join(blocks)
    )


_TOOLS = """<div class="pager">
<label>Words <input type="search" name="words"></label>
<label>Outcome <select name="outcome"><option value="">all</option></select></label>
<label>Host <select name="host"><option value="">all</option></select></label>
<label>Rule <select name="rule"><option value="">all</option></select></label>
<button type="button" name="first">First</button> <button type="button" name="back">Back</button>
<button type="button" name="next">Next</button> <button type="button" name="last">Last</button>
<output aria-live="polite"></output>
</div>
"""


class _Columns:
    """What the table shows of every hit and filters by, column by column; texts that repeat stand once."""

    def __init__(self, finding_of: FindingOf, anchor: Anchor) -> None:
        self._finding_of, self._anchor = finding_of, anchor
        self._hosts: dict[str, int] = {}
        self._rules: dict[tuple[str, str], int] = {}
        self._findings: dict[tuple[str, str], int] = {}
        self._times: list[str] = []
        self._of_host: list[int] = []
        self._of_rule: list[int] = []
        self._of_finding: list[int] = []

    @property
    def number(self) -> int:
        """How many hits there are."""
        return len(self._times)

    def add(self, hits: Iterable[Hit]) -> None:
        """Add hits."""
        for hit in hits:
            finding = self._finding_of(hit)
            about = ("", "") if finding is None else (LOOKS[finding.outcome].css, self._anchor(finding))
            self._times.append(plain(short(hit.time), 40))
            self._of_host.append(self._hosts.setdefault(plain(hit.host or "", NAME), len(self._hosts)))
            rule = (plain(hit.rule.title, NAME), plain(hit.rule.level, 40))
            self._of_rule.append(self._rules.setdefault(rule, len(self._rules)))
            self._of_finding.append(self._findings.setdefault(about, len(self._findings)))

    def whole(self) -> dict[str, Any]:
        """Return the columns."""
        outcomes = {look.css: [f"{look.symbol} {outcome.value}", outcome.value] for outcome, look in LOOKS.items()}
        return {
            "block": BLOCK,
            "hosts": list(self._hosts),
            "rules": list(self._rules),
            "findings": list(self._findings),
            "outcomes": outcomes,
            "time": self._times,
            "host": self._of_host,
            "rule": self._of_rule,
            "finding": self._of_finding,
        }


def _blocks(hits: Iterator[Hit]) -> Iterator[list[Hit]]:
    while block := list(islice(hits, BLOCK)):
        yield block


def _record(hit: Hit) -> list[Any]:
    """Return places, what held and the event's fields."""
    held = [[plain(one.field, NAME), plain(one.modifier, 40), plain(one.value, 500)] for one in hit.matched[:20]]
    fields = [
        [plain(name, NAME), plain("\n".join(map(str, value)) if isinstance(value, tuple) else str(value), VALUE)]
        for name, value in islice((hit.event or {}).items(), FIELDS)
        if value is not None
    ]
    return [_places(hit), held, fields]


def _places(hit: Hit) -> list[str]:
    places = (hit.source,) if hit.source else hit.events[:PLACES]
    return [
        f"{plain(place.path, NAME)}{'' if place.record is None else f' record {place.record}'}, byte {place.offset}"
        for place in places
    ]


def _packed(values: Iterable[Any]) -> str:
    # JSON cannot hold lone surrogates; `plain` has made them visible, so that none is left
    return base64.b64encode(gzip.compress(b"\n".join(map(orjson.dumps, values)), 6, mtime=0)).decode()

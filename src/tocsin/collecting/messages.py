"""Messages of known programs to fields: who logged on from where, which command, which packet, which query.

In: columns of program names and messages. Out: columns of fields, null where a message has none. A program's patterns
are tried in order, the first that fits has the message; what fits none keeps its text alone. The engine is RE2.
A pattern takes the last ` from ` of a line, for what stands before it (a user's name) was chosen by the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from tocsin.collecting.columns import pc


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern whose groups are fields, and fields with one value where it fits."""

    text: str
    fixed: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Speaker:
    """Programs that write the same messages, and the log that is theirs whatever file they are found in."""

    log: str
    programs: frozenset[str]
    patterns: tuple[Pattern, ...]
    names: dict[str, str] = field(default_factory=dict[str, str])  # group -> field, where a group cannot bear its name


@dataclass(slots=True)
class Scattered:
    """Columns made of pieces for some rows each."""

    rows: int
    _pieces: dict[str, list[tuple[np.ndarray, pa.Array]]] = field(
        default_factory=dict[str, list[tuple[np.ndarray, pa.Array]]]
    )

    def put(self, name: str, rows: np.ndarray, values: pa.Array) -> None:
        """Set a field of some rows."""
        if len(rows) and values.null_count < len(values):
            self._pieces.setdefault(name, []).append((rows, values))

    def columns(self) -> dict[str, pa.Array]:
        """Return whole columns, null where nothing was put."""
        made: dict[str, pa.Array] = {}
        for name, pieces in self._pieces.items():
            places = np.full(self.rows, -1, np.int64)
            begin = 0
            for rows, _ in pieces:
                places[rows] = np.arange(begin, begin + len(rows))
                begin += len(rows)
            whole = pa.concat_arrays([values for _, values in pieces])
            made[name] = whole.take(pa.array(places, mask=places < 0))
        return made


def fields_of(speakers: Sequence[Speaker], programs: pa.Array, messages: pa.Array) -> dict[str, pa.Array]:
    r"""Return the fields of messages.

    >>> su = Speaker("auth", frozenset({"su"}), (Pattern(r"^(?P<user>\w+) in$", {"result": "accepted"}),))
    >>> found = fields_of([su], pa.array(["su", "cron"]), pa.array(["eve in", "x in"]))
    >>> {name: column.to_pylist() for name, column in found.items()}
    {'user': ['eve', None], 'result': ['accepted', None]}
    """
    made = Scattered(len(messages))
    for speaker in speakers:
        rows = np.flatnonzero(of_speaker(speaker, programs))
        for pattern in speaker.patterns:
            if not len(rows):
                break
            found = pc.extract_regex(messages.take(pa.array(rows)), pattern.text)
            fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), np.bool_)
            if not fits.any():
                continue
            kept = found.filter(pa.array(fits))
            for name, values in zip([str(column.name) for column in kept.type], kept.flatten(), strict=True):
                told = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
                made.put(speaker.names.get(name, name), rows[fits], told)
            for fixed, value in pattern.fixed.items():
                made.put(fixed, rows[fits], pa.repeat(pa.scalar(value, pa.string()), int(fits.sum())))
            rows = rows[~fits]
    return made.columns()


def of_speaker(speaker: Speaker, programs: pa.Array) -> np.ndarray:
    """Say for each program whether it is one of a speaker's."""
    distinct = programs.dictionary_encode()
    known = [plain(name) in speaker.programs for name in distinct.dictionary.to_pylist()]
    marks = np.array([*known, False], np.bool_)
    return marks[np.asarray(pc.fill_null(distinct.indices, len(known)))]


def plain(program: str | None) -> str:
    """Return a program's name without its folder, in lower case.

    >>> plain("/USR/SBIN/CRON"), plain("(systemd)")
    ('cron', 'systemd')
    """
    return (program or "").rpartition("/")[2].strip("()").lower()

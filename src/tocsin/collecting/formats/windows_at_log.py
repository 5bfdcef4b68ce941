r"""The log of the old task scheduler (`Windows\Tasks\SchedLgU.txt`, NT to Vista): what started when, and how it ended.

In: a stream of entries: a line with the task's name in quotes, then indented lines that say what happened.
Out: one event an entry with `Task`, `Program`, `Action` (`Started`, `Finished`, `Exited`, …), `Result` and `Message`.
`_log` is `Task Scheduler`, `_record` the entry's first line. Times are local, in the machine's own language
(`--timezone`, else UTC; a note says so). The log goes round: a line in brackets says where it begins; it is no entry.
Source: Microsoft, KB 169443 and 308558 (Task Scheduler service log file).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.continued import Records, continued
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.local_dates import moments_of
from tocsin.collecting.patterned import without
from tocsin.model.evidence import Rejected

FAMILY = "windows-at-log"
LOG = "Task Scheduler"
LOCAL = "times are local to the host, in its own language, and carry no zone"
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? +\d{1,2}:\d\d:\d\d(?: ?[AaPp]\.?[Mm]\.?)?"
_ENTRY = (
    r'(?s)^"(?P<task>[^"\n]*)"(?: \((?P<program>[^\n]*)\))?[ \t]*\n\s*(?P<action>[^\n]*?)\s*'
    rf"(?P<time>{_DATE})(?P<rest>.*)$"
)
_RESULT = r"(?s)\n\s*Result: (?P<result>[^\n]*)"
_BEGIN = re.compile(rf'^"[^"\r\n]{{1,300}}"[^\r\n]{{0,400}}\r?\n[ \t]+[^\r\n]{{0,80}}?{_DATE}'.encode(), re.MULTILINE)
_BRACKETS = re.compile(rb"^\[ \*{3,}")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first entry: a name in quotes, and under it what happened and when."""
    return Certainty.SURE if _BEGIN.search(head) and b"Task Scheduler" in head else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each block's entries as one batch, then what is no entry."""
    notes = () if source.timezone else (LOCAL,)
    for part in continued(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        kept = part.select(~_frame(part))
        found = pc.extract_regex(kept.texts, _ENTRY)
        fits = pc.is_valid(found).to_numpy(zero_copy_only=False)
        if fits.any():
            entries = kept.select(fits)
            yield EventBatch(
                source.path, FAMILY, _batch(entries, found.filter(pa.array(fits)), source, wanted), notes=notes
            )
        yield from kept.select(~fits).lost("no entry of the task scheduler", source)


def _frame(part: Records) -> pa.Array:
    return pa.array([_BRACKETS.match(one) is not None for one in part.data], pa.bool_()).to_numpy(zero_copy_only=False)


def _batch(entries: Records, found: pa.StructArray, source: Source, wanted: Wanted) -> pa.RecordBatch:
    task, program, action, time, rest = (pc.struct_field(found, place) for place in range(5))
    fields = {
        "Task": task,
        "Program": without(program, ""),
        "Action": pc.utf8_rtrim(action, " :"),
        "Result": pc.struct_field(pc.extract_regex(rest, _RESULT), "result"),
        "Message": entries.texts,
    }
    count = len(entries)
    columns = entries.columns() | {
        "_time": moments_of(time, source.timezone),
        "_host": constant(source.host, count),
        "_log": constant(LOG, count),
        "lines": pa.array(entries.counts),
    }
    columns |= {name: column for name, column in fields.items() if wanted.wants(name)}
    return pa.RecordBatch.from_pydict(columns)


FORMAT = Format("windows-at-log", FAMILY, "entries of the old task scheduler's log", recognise, read)

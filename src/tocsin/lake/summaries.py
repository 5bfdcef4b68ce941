"""What evidence comes down to: logons, hosts, programs, services … each a question to the views of a lake.

In: a lake's folder, which summaries, and a period. Out: tables. The questions are data (`summaries.yaml`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import yaml
from msgspec import field

from tocsin.lake.asking import Answer
from tocsin.lake.views import connect, literal
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa


class Summary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One summary: its name on the command line, its title, what it tells, and the question."""

    name: str
    title: str
    about: str
    sql: str
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def summaries() -> tuple[Summary, ...]:
    """Return all summaries, in the order in which they are shown."""
    content = yaml.safe_load(Path(__file__).with_name("summaries.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(content, tuple[Summary, ...])


def chosen(names: Sequence[str]) -> tuple[Summary, ...]:
    """Return the summaries of these names; all of them for none. Raises `UsageError` for a name that is none."""
    known = {summary.name: summary for summary in summaries()}
    for name in names:
        if name not in known:
            raise UsageError(f"there is no summary {name!r}", hint=f"one of {', '.join(known)}")
    return tuple(known[name] for name in names or known)


def summarise(
    folder: Path, wanted: Sequence[Summary], since: datetime | None = None, until: datetime | None = None
) -> Iterator[tuple[Summary, pa.Table]]:
    """Yield each summary of a lake with its table; `since` and `until` are the period `[since, until)`."""
    needs: dict[str, list[str]] = {}
    for summary in wanted:
        for view, names in summary.needs.items():
            needs.setdefault(view, []).extend(names)
    connection = connect(folder, needs=needs, queries=[summary.sql for summary in wanted])
    tests = [f"t >= {_time(since)}" if since else "", f"t < {_time(until)}" if until else ""]
    inside = " AND ".join(test for test in tests if test) or "true"
    connection.execute(f"CREATE MACRO within(t) AS ({inside})")
    connection.create_function("decoded_utf16", decoded_utf16, ["VARCHAR"], "VARCHAR", null_handling="special")  # type: ignore[list-item] - names of types are taken
    for summary in wanted:
        yield summary, Answer(connection, summary.sql).table()


def decoded_utf16(text: str | None) -> str | None:
    """Return what UTF-16 in Base64 says; None for what is none.

    >>> decoded_utf16("dwBoAG8AYQBtAGkA")
    'whoami'
    """
    if not text:
        return None
    try:
        told = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-16-le")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return told if told.strip("\0") else None


def _time(moment: datetime) -> str:
    return f"CAST({literal(moment.isoformat())} AS TIMESTAMPTZ)"

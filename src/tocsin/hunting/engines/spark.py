"""The Spark engine: the same work on the same units, in the tasks of a Spark cluster; scheduling is Spark's alone.

In: units, a plan, indicators, as the local engine takes them. Out: the same outcomes. The compiled plan is broadcast;
a task reads units (slices of a large file, members of an archive, groups of rows of a lake) and sends back hits, what
was observed of the logs, and what correlations need: never events. Files must lie where every executor finds them under
the same path, and tocsin must be installed there.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from tocsin.collecting.batches import Unit
from tocsin.collecting.survey_form import from_bytes, to_bytes
from tocsin.hunting.engines import Engine
from tocsin.hunting.engines.local import Outcome, Work, hunt_unit
from tocsin.hunting.exclusions import Counts
from tocsin.hunting.kept_progress import KeptProgress
from tocsin.hunting.progress import Progress
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports] - only with the extra

LOCAL = "local[*,4]"
"""Where it runs unless told otherwise: all cores of this machine; a task may fail three times."""

TASKS = 16
"""Into how many tasks little evidence is divided, about."""

TASK_BYTES = 96 << 20
"""How much evidence a task reads, about: a slice of a large file."""

_ROW = "number long, kind string, content binary"
_HITS, _SURVEY, _OBSERVED, _EXCLUDED = "hits", "survey", "observed", "excluded"


def spark_engine(master: str | None = None) -> Engine:
    """Return the engine for a cluster: its URL (`spark://HOST:7077`, `local[2]`), or None for this machine.

    Raises `UsageError` where Spark is not installed.
    """
    if not all(map(find_spec, ("pyspark", "pandas"))):
        raise UsageError("Spark is not installed", hint="pip install 'tocsin[spark]'")

    def run(
        work: Work,
        units: Sequence[Unit],
        workers: int | None,
        progress: Progress | None,
        folder: str | None,
        kept: KeptProgress | None,
    ) -> Iterator[Outcome]:
        del folder, kept  # results come back whole, and what failed is done again by Spark
        slices = [part for unit in units for part in unit.slices()]
        url = master or (LOCAL if workers is None else f"local[{workers},4]")
        with _session(url) as session:
            yield from _outcomes(session, work, slices)
        if progress is not None:
            progress.add(sum(part.size for part in slices))

    return run


def _outcomes(session: SparkSession, work: Work, slices: Sequence[Unit]) -> Iterator[Outcome]:
    if not slices:
        return
    given = session.sparkContext.broadcast((work, tuple(slices)))
    tasks = _tasks(slices)

    def task(numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        own, parts = given.value
        for batch in numbers:
            for at in batch.column(0).to_pylist():
                for number in range(*tasks[at]):
                    yield from _parcels(number, hunt_unit(own, parts[number]))

    try:
        table = session.range(0, len(tasks), 1, len(tasks)).mapInArrow(task, _ROW).toArrow()
    except Exception as error:  # noqa: BLE001 - whatever a cluster fails with: it is told in a line
        raise _failure(error) from None
    rows = sorted(table.to_pylist(), key=lambda row: row["number"])
    at = 0
    for number in range(len(slices)):
        own: list[dict[str, Any]] = []
        while at < len(rows) and rows[at]["number"] == number:
            own.append(rows[at])
            at += 1
        yield _outcome(own)


def _tasks(slices: Sequence[Unit]) -> list[tuple[int, int]]:
    """Return ranges of slices, one a task: neighbours together where they are small, since a task has its price."""
    wanted = min(max(sum(part.size for part in slices) // TASKS, 1), TASK_BYTES)
    ranges: list[tuple[int, int]] = []
    begin, size = 0, 0
    for number, part in enumerate(slices):
        if number > begin and size + part.size > wanted:
            ranges.append((begin, number))
            begin, size = number, 0
        size += part.size
    return [*ranges, (begin, len(slices))]


def _parcels(number: int, outcome: Outcome) -> Iterator[pa.RecordBatch]:
    """Yield what a task sends back, each part as bytes that are read without running anything."""
    counts = [(rule, name, count) for (rule, name), count in outcome.excluded.items()]
    parts = [(_SURVEY, to_bytes(outcome.survey)), (_EXCLUDED, msgspec.json.encode(counts))]
    parts += [(_HITS, _packed(table)) for table in outcome.hits if isinstance(table, pa.Table)]
    parts += [(_OBSERVED, _packed(table)) for table in outcome.observed]
    for kind, content in parts:
        yield pa.RecordBatch.from_pydict(
            {
                "number": pa.array([number], pa.int64()),
                "kind": pa.array([kind], pa.string()),
                "content": pa.array([content], pa.binary()),
            }
        )


def _outcome(rows: Sequence[dict[str, Any]]) -> Outcome:
    of_kind: dict[str, list[bytes]] = {_HITS: [], _SURVEY: [], _OBSERVED: [], _EXCLUDED: []}
    for row in rows:
        of_kind[row["kind"]].append(row["content"])
    counts = Counts()
    for content in of_kind[_EXCLUDED]:
        for rule, name, count in msgspec.json.decode(content, type=list[tuple[int, str, int]]):
            counts[rule, name] += count
    (survey,) = of_kind[_SURVEY]
    return Outcome(
        tuple(map(_unpacked, of_kind[_HITS])), from_bytes(survey), tuple(map(_unpacked, of_kind[_OBSERVED])), counts
    )


def _packed(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue().to_pybytes()


def _unpacked(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


@contextlib.contextmanager
def _session(master: str) -> Generator[SparkSession]:
    """Give a session, and end it; what Java writes on its own goes nowhere."""
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports] - only with the extra

    # executors on this machine run this very interpreter, with what is installed for it
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("tocsin")
    for name, value in (_SETTINGS | (_LOOPBACK if _is_here(master) else {})).items():
        builder = builder.config(name, value)
    try:
        with _quiet_stderr():
            session = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001 - Java that is not there, an address that nobody answers at
        raise _failure(error) from None
    try:
        yield session
    finally:
        session.stop()


_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",  # a task's unit is one number
    "spark.driver.maxResultSize": "0",
    "spark.task.maxFailures": "4",
    "spark.cores.max": "1024",
}


_LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""Nobody else need be able to reach a driver whose cluster is on this machine."""


def _is_here(master: str) -> bool:
    return master.startswith("local") or "//127." in master or "//localhost" in master


@contextlib.contextmanager
def _quiet_stderr() -> Generator[None]:
    """Let nobody see what a process started meanwhile writes on standard error."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _failure(error: Exception) -> UsageError:
    text = str(error)
    if "JAVA_GATEWAY_EXITED" in text or isinstance(error, FileNotFoundError):
        return UsageError("Spark could not be started", hint="it needs Java 17 or newer: see that `java` can be run")
    if "UnknownHost" in text or "masters are unresponsive" in text or "Could not parse Master" in text:
        return UsageError("the Spark cluster does not answer", hint="see that the address after --master is right")
    if "OutOfMemory" in text or "Exit code: 137" in text or "ExecutorLostFailure" in text:
        hint = "give executors more memory"
        return UsageError("an executor of Spark was lost, by lack of memory as it seems", hint=hint)
    lines = [line for line in text.splitlines() if line.strip()]
    return UsageError(f"Spark failed: {lines[0] if lines else type(error).__name__}", hint="try --engine local")

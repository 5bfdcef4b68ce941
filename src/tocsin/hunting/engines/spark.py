"""The Spark engine: the same work on the same units, in the tasks of a Spark cluster; scheduling is Spark's alone.

In: units, a plan, indicators, as the local engine takes them. Out: the same outcomes. The compiled plan is broadcast;
a task reads units (slices of a large file, members of an archive, groups of rows of a lake) and gives hits and what was
observed of the logs: never events. What correlations need goes from tasks to tasks by Spark's own grouping, and only
their hits come back; the driver takes what tasks gave one by one. Files must lie where every executor finds them under
the same path, and tocsin must be installed there.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from tocsin.collecting.batches import Unit
from tocsin.collecting.coverage import Survey
from tocsin.collecting.lakes import parts_of
from tocsin.collecting.processes import begin
from tocsin.collecting.survey_form import from_bytes, to_bytes
from tocsin.hunting.correlation_parts import CorrelationParts
from tocsin.hunting.engines import Engine
from tocsin.hunting.engines.local import Outcome, Work, coding_pays, hunt_unit
from tocsin.hunting.exclusions import Counts
from tocsin.hunting.hit_tables import Away, put_away
from tocsin.hunting.kept_progress import KeptProgress
from tocsin.hunting.observe import together
from tocsin.hunting.progress import Progress
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports] - only with the extra

LOCAL = "local[*,4]"
"""Where it runs unless told otherwise: all cores of this machine; a task may fail three times."""

TASKS = 16
"""Into how many tasks little evidence is divided, about."""

TASK_BYTES = 384 << 20
"""How much evidence a task reads, about: a slice of a large file."""

_ROW = "number long, kind string, part string, content binary"
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
        del kept  # what failed is done again by Spark
        slices = parts_of(units)
        url = master or (LOCAL if workers is None else f"local[{workers},4]")
        with _session(url) as session:
            for outcome in _outcomes(session, work, slices):
                hits = outcome.hits
                if folder is not None:
                    hits = tuple(one if isinstance(one, Away) else put_away(one, folder) for one in hits)
                yield replace(outcome, hits=hits)
        if progress is not None:
            progress.add(sum(part.size for part in slices))

    return run


def _outcomes(session: SparkSession, work: Work, slices: Sequence[Unit]) -> Iterator[Outcome]:
    """Yield what became of each task, then of each part of the correlations; one after the other at the driver."""
    if not slices:
        return
    given = session.sparkContext.broadcast((work, tuple(slices)))
    tasks = _tasks(slices)

    def task(numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        own, parts = given.value
        for batch in numbers:
            for at in batch.column(0).to_pylist():
                yield from _task(own, parts[slice(*tasks[at])], at)

    def correlated(key: tuple[Any, ...], rows: pa.Table) -> pa.Table:
        return _correlated(given.value[0], key[0].as_py(), rows)

    try:
        # what tasks send back stays with the executors until the driver asks for it, one task's after the other
        done = session.range(0, len(tasks), 1, len(tasks)).mapInArrow(task, _ROW).persist(_on_disk())
        done.count()
        for rows in _by_number(done.where(f"kind != '{_OBSERVED}'").toLocalIterator(prefetchPartitions=True)):
            yield _outcome(rows)
        if work.observer is not None:
            observed = done.where(f"kind = '{_OBSERVED}'").groupBy("part").applyInArrow(correlated, _ROW)
            for row in observed.toLocalIterator(prefetchPartitions=True):
                yield _outcome([row.asDict()])
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a cluster fails with: it is told in a line
        raise _failure(error) from None


def _on_disk() -> Any:
    from pyspark import StorageLevel  # pyright: ignore[reportMissingImports] - only with the extra

    return StorageLevel.DISK_ONLY


def _by_number(rows: Iterable[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each task; they come task by task."""
    for _, own in groupby(rows, key=lambda row: row["number"]):
        yield [row.asDict() for row in own]


def _task(work: Work, slices: Sequence[Unit], number: int) -> Iterator[pa.RecordBatch]:
    """Hunt in some slices; yield what is sent back of each but surveys, and one survey of all."""
    _begin()
    work = replace(work, coded=work.sweep is None and coding_pays(slices))
    survey = Survey()
    for part in slices:
        outcome = hunt_unit(work, part)
        survey.merge(outcome.survey)
        yield from _parcels(number, work, replace(outcome, survey=Survey()))
    yield _parcel(number, _SURVEY, "", to_bytes(survey))


@cache
def _begin() -> None:
    """Make a worker of Spark's ready, once: it has many tasks."""
    begin()


def _correlated(work: Work, part: str, rows: pa.Table) -> pa.Table:
    """Return the hits of a part of the correlations, out of what all tasks observed for it."""
    if work.rules is None or work.observer is None:
        raise ValueError("nothing was to be observed")
    tables = [_unpacked(content) for content in rows.column("content").to_pylist()]
    hits, counts = CorrelationParts(work.rules).hits(part, together(tables, work.observer))
    return pa.Table.from_batches(list(_sent(-1, Outcome((hits,), Survey(), (), counts))))


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


def _parcels(number: int, work: Work, outcome: Outcome) -> Iterator[pa.RecordBatch]:
    """Yield what a task sends back of a slice; observations go to the part of the correlations that asks for them."""
    yield from _sent(number, outcome)
    if work.rules is not None:
        parts = CorrelationParts(work.rules)
        for table in outcome.observed:
            for name, rows in parts.divide(table):
                yield _parcel(number, _OBSERVED, name, _packed(rows))


def _sent(number: int, outcome: Outcome) -> Iterator[pa.RecordBatch]:
    """Yield hits and counts, each part as bytes that are read without running anything."""
    for table in outcome.hits:
        if not isinstance(table, Away) and table.num_rows:
            yield _parcel(number, _HITS, "", _packed(table))
    counts = [(rule, name, count) for (rule, name), count in outcome.excluded.items()]
    if counts:
        yield _parcel(number, _EXCLUDED, "", msgspec.json.encode(counts))


def _parcel(number: int, kind: str, part: str, content: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {
            "number": pa.array([number], pa.int64()),
            "kind": pa.array([kind], pa.string()),
            "part": pa.array([part], pa.string()),
            "content": pa.array([content], pa.binary()),
        }
    )


def _outcome(rows: Sequence[dict[str, Any]]) -> Outcome:
    """Return what was sent, as one outcome."""
    of_kind: dict[str, list[bytes]] = {_HITS: [], _SURVEY: [], _EXCLUDED: []}
    for row in rows:
        of_kind[row["kind"]].append(bytes(row["content"]))
    counts = Counts()
    for content in of_kind[_EXCLUDED]:
        for rule, name, count in msgspec.json.decode(content, type=list[tuple[int, str, int]]):
            counts[rule, name] += count
    survey = Survey()
    for content in of_kind[_SURVEY]:
        survey.merge(from_bytes(content))
    return Outcome(tuple(map(_unpacked, of_kind[_HITS])), survey, (), counts)


def _packed(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    # hits repeat each other: packed, a twentieth goes through Java, its disks and the network
    with pa.ipc.new_stream(out, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
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


_FRUGAL = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",  # a task's unit is one number
    "spark.driver.maxResultSize": "0",
    "spark.task.maxFailures": "4",
    "spark.cores.max": "1024",
    # Java only hands bytes on: to compile anything for speed would cost more than all that it does
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "64",
    "spark.sql.inMemoryColumnarStorage.compressed": "false",  # what tasks send is packed already
    "spark.driver.extraJavaOptions": _FRUGAL,
    "spark.executor.extraJavaOptions": _FRUGAL,
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

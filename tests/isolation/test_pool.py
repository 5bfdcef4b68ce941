"""The pool: order, errors, answers that are not to be trusted, and nothing of it left behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from tocsin.isolation import pool, watching
from tocsin.isolation.parcels import pack
from tocsin.isolation.pool import Plan, spread
from tocsin.isolation.sandbox import Bounds
from tocsin.model.errors import EvidenceError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SKIPPED, this system does not fork")


DEFAULT = Bounds()


def plan(work: Any, folder: Path, bounds: Bounds = DEFAULT) -> Plan[int, Any]:
    return Plan(work, lambda item, why: (item, why), (), bounds, (str(folder),))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_come_in_order_however_long_each_takes(count: int, tmp_path: Path) -> None:
    def work(item: int) -> int:
        time.sleep(0.01 * (item % 3 == 0))
        return item * item

    assert list(spread(plan(work, tmp_path), range(40), count)) == [item * item for item in range(40)]


def test_a_worker_that_dies_once_gets_its_item_again(tmp_path: Path) -> None:
    def work(item: int) -> int:
        mark = tmp_path / f"{item}"
        if item == 3 and not mark.exists():
            mark.write_text("")
            os.kill(os.getpid(), 9)
        return item

    assert list(spread(plan(work, tmp_path), range(6), 2)) == list(range(6))


def test_items_that_always_end_their_worker_are_lost_one_by_one(tmp_path: Path) -> None:
    def work(item: int) -> int:
        if item % 2:
            os._exit(3)
        return item

    found = list(spread(plan(work, tmp_path), range(6), 2))

    said = "the process that read it ended by itself (3)"
    assert found == [item if item % 2 == 0 else (item, said) for item in range(6)]


class Looked:
    """A pool with one worker that was handed an item, and a clock and processor time that the test sets."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.taken = 100.0, 1.0
        self.pool = pool._Pool(plan(lambda item: item, folder, Bounds(seconds=2)), [7], 1)
        monkeypatch.setattr(watching.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(watching, "processor_time", lambda pid: self.taken)
        self.pool._workers[0].items.append(0)
        self.pool._workers[0].watch.progress()

    def later(self, seconds: float, *, taken: float = 0, ticks: int = 0) -> bool:
        """Look again later; return whether the item was given up."""
        self.now, self.taken = self.now + seconds, self.taken + taken
        self.pool._ticks[0] += ticks
        self.pool._look()
        return 0 in self.pool._done


@pytest.fixture
def looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Looked]:
    made = Looked(tmp_path, monkeypatch)
    yield made
    made.pool.close()


def test_progress_keeps_a_slow_worker_alive(looked: Looked) -> None:
    assert not any(looked.later(1.9, ticks=1) for _ in range(20))
    assert [looked.later(1.9), looked.later(1.9)] == [False, True]


def test_a_worker_that_gets_little_of_the_processor_is_not_given_up(looked: Looked) -> None:
    assert not any(looked.later(1.9, taken=0.1) for _ in range(10))
    assert looked.later(0.6, taken=1.5)


def test_errors_keep_their_kind_and_say_where_they_came_from(tmp_path: Path) -> None:
    def raises(error: Exception) -> Any:
        def work(item: int) -> int:
            raise error

        return plan(work, tmp_path)

    with pytest.raises(EvidenceError, match="a: no") as own:
        list(spread(raises(EvidenceError("no", where="a", hint="b")), range(1), 1))
    with pytest.raises(KeyError) as plain:
        list(spread(raises(KeyError("x")), range(1), 1))
    with pytest.raises(FileNotFoundError, match="gone"):  # not taken for a worker that died
        list(spread(raises(FileNotFoundError("gone")), range(1), 1))
    odd = type("OddError", (Exception,), {})
    with pytest.raises(RuntimeError, match="OddError: y"):
        list(spread(raises(odd("y")), range(1), 1))

    assert own.value.hint == "b"
    assert "in a worker" in plain.value.__notes__[0]


def test_an_answer_of_another_kind_is_not_taken(tmp_path: Path) -> None:
    found = list(spread(plan(lambda item: Path("x") if item else "good", tmp_path), range(2), 1))

    assert found[0] == "good"
    assert "not give an answer of the kind expected" in found[1][1]


def test_who_answers_without_being_asked_is_replaced(tmp_path: Path) -> None:
    made = pool._Pool(plan(lambda item: item, tmp_path), [7], 1)
    try:
        worker = made._workers[0]
        worker.pipe.close()
        worker.pipe, other = Pipe()
        other.send_bytes(b"\0" + pack(99))
        made._hear(worker)

        assert made._workers[0] is not worker
        assert list(made.results()) == [7]
    finally:
        made.close()


def test_workers_end_when_nobody_wants_their_results(tmp_path: Path) -> None:
    def work(item: int) -> int:
        return os.getpid()

    results = spread(plan(work, tmp_path), range(100), 2)
    worker = next(results)
    assert worker != os.getpid()
    results.close()  # type: ignore[attr-defined]

    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED, only Linux ends the children of a process with it")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    read, write = os.pipe()
    parent = os.fork()
    if not parent:

        def work(item: int) -> int:
            os.write(write, str(os.getpid()).encode().ljust(16))
            time.sleep(600)
            return item

        list(spread(plan(work, tmp_path), range(1), 1))
        os._exit(0)
    worker = int(os.read(read, 16))
    os.kill(parent, 9)
    os.waitpid(parent, 0)
    for _ in range(1200):
        try:
            state = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            break
        if state == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the worker lives on")
    os.close(read)
    os.close(write)

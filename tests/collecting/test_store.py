"""The private store: nobody else's, gone when done with, and after a crash gone with the next run."""

from __future__ import annotations

import gc
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tocsin.collecting import collect
from tocsin.collecting import store as store_module
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.store import Store, created, kept, remove_abandoned, settled

from tests.collecting.boxes import gzipped, tarred, zipped
from tests.collecting.samples import IIS


def test_what_is_put_in_is_found_by_its_key_only(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    file, path = created(store.ready(), ("a", 1))
    file.write(b"content")
    file.close()
    assert kept(store.path, ("a", 1)) is None
    settled(store.path, ("a", 1), path)

    found = kept(store.path, ("a", 1))
    assert found is not None
    assert found.read() == b"content"
    assert kept(store.path, ("a", 2)) is None
    assert stat.S_IMODE(Path(store.path).stat().st_mode) == 0o700


def test_it_is_removed_with_its_owner(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    store.ready()
    assert len(list(tmp_path.iterdir())) == 1
    del store
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_has_is_not(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom tocsin.collecting.store import Store\n"
        "store = Store(sys.argv[1]); open(store.ready() + '/x', 'w').write('y'); os._exit(9)"
    )
    left = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert left.returncode == 9
    assert len(list(tmp_path.iterdir())) == 1
    other = tmp_path / f"tocsin-{os.geteuid()}-not-a-folder"
    other.write_bytes(b"")
    living = Store(str(tmp_path))
    living.ready()

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([other.name, Path(living.path).name])
    remove_abandoned(str(tmp_path))
    assert Path(living.path).is_dir()
    remove_abandoned(str(tmp_path / "nothing"))


def test_evidence_holds_what_it_unpacked_as_long_as_it_is_held(tmp_path: Path, monkeypatch: object) -> None:
    (tmp_path / "x.tgz").write_bytes(gzipped(tarred({"in.zip": zipped({"x.log": IIS}), "y.log": IIS})))
    evidence = collect([tmp_path / "x.tgz"])
    assert evidence._store is not None
    folder = Path(evidence._store.path)

    assert [file.events for file in evidence.files()] == [3, 3]
    assert len(list(folder.iterdir())) == 3  # lock, tar, zip
    unit = evidence.units[0]
    del evidence
    gc.collect()
    assert not folder.exists()
    (part,) = unit.read()  # unpacked once more
    assert isinstance(part, EventBatch), part
    assert part.events.num_rows == 3


def test_a_store_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    for _ in range(2):
        file, path = created(store.ready(), "a")
        file.close()
        settled(store.path, "a", path)
        assert kept(store.ready(), "a") is not None
        shutil.rmtree(store.path)
    store.ready()
    store.close()

    assert not Path(store.path).exists()


def test_a_store_that_another_run_takes_for_abandoned_while_it_is_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, others = store_module.locked, [True]

    def beaten(file: IO[bytes], *, shared: bool = False) -> bool:
        if others:  # between opening the lock and taking it, another run cleans up
            others.clear()
            remove_abandoned(str(tmp_path))
        return real(file, shared=shared)

    monkeypatch.setattr(store_module, "locked", beaten)
    store = Store(str(tmp_path))
    file, path = created(store.ready(), "a")
    file.close()
    settled(store.path, "a", path)

    assert others == []
    remove_abandoned(str(tmp_path))
    assert sorted(one.name for one in Path(store.path).iterdir()) == sorted([store_module.name_of("a"), "lock"])


def test_runs_that_begin_together_do_not_remove_each_others_stores(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\nfrom tocsin.collecting.store import Store\n"
        "for number in range(60):\n"
        "    store = Store(sys.argv[1]); pathlib.Path(store.ready(), 'x').write_bytes(b'y'); store.close()\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.PIPE) for _ in range(3)]
    said = [run.communicate()[1] for run in runs]

    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_made_anew_is_not_taken_for_the_abandoned_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs find what a third left; when the second has the old lock, the first has removed it, and it is in use."""
    folder = tmp_path / f"tocsin-{os.geteuid()}-abandoned"
    folder.mkdir()
    (folder / store_module.LOCK).touch()
    real, holding = store_module.locked, list[IO[bytes]]()

    def late(file: IO[bytes], *, shared: bool = False) -> bool:
        if not holding:
            holding.append(file)  # what follows is not late
            shutil.rmtree(folder)
            holding.append(store_module.held(folder))
        return real(file, shared=shared)

    monkeypatch.setattr(store_module, "locked", late)
    remove_abandoned(str(tmp_path))

    assert folder.exists()
    holding[1].close()
    remove_abandoned(str(tmp_path))
    assert not folder.exists()

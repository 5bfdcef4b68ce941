"""What goes to disk early is what was written, in whatever pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.collecting import early_writing
from tocsin.collecting.early_writing import open_early


@pytest.mark.parametrize("there", [True, False], ids=["asked", "a system without the call"])
def test_a_file_holds_what_was_written(there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def begin(_handle: int, at: int, count: int, _how: int) -> int:
        asked.append((at, count))
        return 0

    monkeypatch.setattr(early_writing, "_STEP", 100_000)
    monkeypatch.setattr(early_writing, "_sync_file_range", lambda: begin if there else None)
    pieces = [bytes([number]) * size for number, size in enumerate((1, 60_000, 70_000, 5, 250_000))]
    with open_early(tmp_path / "a") as file:
        file.writelines(memoryview(piece) for piece in pieces)

    assert (tmp_path / "a").read_bytes() == b"".join(pieces)
    assert [at for at, _ in asked] == [sum(count for _, count in asked[:number]) for number in range(len(asked))]
    assert sum(count for _, count in asked) >= (280_000 if there else 0)


def test_the_real_call_takes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early_writing, "_STEP", 1)
    with open_early(tmp_path / "a") as file:
        file.write(b"x" * 100_000)
    assert (tmp_path / "a").stat().st_size == 100_000


def test_what_is_handed_over_in_parts_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[int] = []

    class Watched(early_writing._Early):
        def write(self, data: Any, /) -> int:
            handed.append(super().write(data))
            return handed[-1]

    monkeypatch.setattr(early_writing, "_AT_ONCE", 70_000)
    monkeypatch.setattr(early_writing, "_Early", Watched)
    whole = bytes(range(256)) * 1000
    with open_early(tmp_path / "a") as file:
        file.write(memoryview(np.frombuffer(whole, np.uint16)))  # items of two bytes
        file.write(whole[:10])

    assert (tmp_path / "a").read_bytes() == whole + whole[:10]
    assert max(handed) == 70_000

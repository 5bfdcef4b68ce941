"""Logs made for benchmarks: known by their readers, every record an event, days that follow each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect

from benchmarks import log_corpora
from benchmarks.log_corpora import KINDS, write_log

FORMATS = {
    "jsonl": "windows-json",
    "iis": "iis",
    "httpproxy": "exchange-httpproxy",
    "syslog": "syslog",
    "csv": "proxy-csv",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_an_event_of_days_that_follow_each_other(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_corpora, "DAY_BYTES", 16 << 10)
    path, records = write_log(KINDS[kind], tmp_path, 0.04)
    inventory = collect([path]).inventory()
    (file,) = inventory.files

    assert file.format == FORMATS[kind]
    assert (file.events, file.rejected) == (records, 0)
    days = {hour.hour // 24 for one in inventory.coverage for hour in one.hours} if kind != "syslog" else {0, 1, 2}
    assert len(days) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    made = [
        write_log(KINDS[kind], tmp_path / name, 0.01, seed=seed)[0] for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    first, again, other = (path.read_bytes() for path in made)
    assert first == again != other

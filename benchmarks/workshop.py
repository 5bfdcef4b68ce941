"""What the sections of a benchmark share: a folder, corpora and rule sets made once, the sizes, the clock."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import evtx_corpus, rule_sets, windows_days
from benchmarks.engines import Engine, Settings, Task
from benchmarks.evtx_writer import write_evtx

_ID = re.compile(r"^id:\s*['\"]?([0-9A-Za-z-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    events: int
    base: int  # events made by ourselves where no samples are given
    repeats: int
    scale_events: tuple[int, ...]
    scale_rules: tuple[int, ...]
    few_rules: int
    scale_indicators: tuple[int, ...]
    workers: tuple[int, ...]
    peers: tuple[int, int]  # events for slow engines: two sizes, so that the cost of an event is a slope
    adversarial: float
    small_files: int


SIZES = {
    "smoke": Size(400, 120, 1, (120, 400), (5, 20), 5, (0, 20), (1, 2), (120, 240), 0.0002, 3),
    "default": Size(
        500_000, 6_000, 3, (10_000, 100_000, 1_000_000), (10, 100, 1_000, 4_000), 100,
        (0, 1_000, 10_000, 100_000), (1, 2), (2_000, 6_000), 1.0, 138,
    ),
    "full": Size(
        500_000, 6_000, 5, (10_000, 100_000, 1_000_000, 4_000_000, 10_000_000), (10, 30, 100, 300, 1_000, 2_000, 4_000),
        100, (0, 100, 1_000, 10_000, 100_000), (1, 2, 4), (5_000, 20_000), 1.0, 138,
    ),
}  # fmt: skip


@dataclass(slots=True)
class Workshop:
    """A folder to work in; corpora and rules are made when they are asked for, and kept."""

    folder: Path
    size: Size
    seed: int
    samples: tuple[Path, ...]
    rules_from: tuple[Path, ...]
    settings: Settings
    say: Callable[[str], None]
    _chunks: list[evtx_corpus.Chunk] = field(default_factory=list[evtx_corpus.Chunk])
    _rules: list[str] = field(default_factory=list[str])
    _corpora: dict[int, tuple[Path, int]] = field(default_factory=dict[int, tuple[Path, int]])
    began: float = field(default_factory=time.monotonic)

    def corpus(self, events: int) -> tuple[Path, int]:
        """Return a corpus of at least so many events, and how many it has."""
        if events not in self._corpora:
            if not self._chunks:
                self._chunks = evtx_corpus.chunks_of(self.samples or [self._base()])
            folder = self.folder / f"corpus-{events}"
            self.say(f"making {events:,} events")
            count = evtx_corpus.write_corpus(folder, self._chunks, events=events, seed=self.seed)
            self._corpora[events] = folder, count
        return self._corpora[events]

    def forget(self, events: int) -> None:
        """Remove a corpus that is not needed any more: ten million events are up to 30 GB."""
        if events in self._corpora and events != self.size.events:
            for file in self._corpora.pop(events)[0].iterdir():
                file.unlink()

    def _base(self) -> Path:
        path = self.folder / "base.evtx"
        path.write_bytes(write_evtx(windows_days.events(self.size.base, seed=self.seed)))
        return path

    @property
    def rules(self) -> list[str]:
        """All rules, in the order in which smaller sets take them."""
        if not self._rules:
            given = [rule for path in self.rules_from for rule in rule_sets.given_rules(path)]
            made = given or rule_sets.made_rules(max(self.size.scale_rules), seed=self.seed)
            self._rules = rule_sets.shuffled(made, seed=self.seed)
        return self._rules

    def rule_set(self, count: int | None = None) -> Path:
        """Return the folder of the first so many rules, or of all."""
        chosen = self.rules[:count]
        folder = self.folder / f"rules-{len(chosen)}"
        return folder if folder.exists() else rule_sets.write_rules(folder, chosen)

    def task(self, name: str, events: int | None = None, rules: int | None = None) -> Task:
        """Return the task of hunting in so many events with so many rules; hits go into a file of that name."""
        corpus, _ = self.corpus(events or self.size.events)
        return Task(corpus, self.rule_set(rules), self.folder / f"hits-{name}.jsonl")

    @property
    def minutes(self) -> float:
        """How long this has taken so far."""
        return (time.monotonic() - self.began) / 60


def ids(rules: Sequence[str]) -> set[str]:
    """Return the ids of rules."""
    return {found[1] for rule in rules if (found := _ID.search(rule))}


def label(engine: Engine) -> str:
    """Return an engine's name with its version, for tables."""
    return f"{engine.name} {engine.version}"

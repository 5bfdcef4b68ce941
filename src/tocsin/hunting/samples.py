"""The self-test of a pack: its own samples, sent through the real readers and the engine.

In: a pack. Out: for each rule whether it fires on its positive sample, stays silent on its negative one, and can fire
on every log for which a step names it (`pack_gates`). A negative sample is worth nothing unless it is a log of the
same kind that was read whole, so that is tested too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tocsin.collecting import collect
from tocsin.hunting.pack_gates import gates
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.hunting.run import hunt
from tocsin.model.packs import Pack

KINDS = ("positive", "negative")


@dataclass(frozen=True, slots=True)
class Trial:
    """What the self-test says of one rule."""

    rule: str  # its file, without the extension
    id: str
    title: str
    hits: int  # on the positive sample
    wrong: tuple[str, ...]  # what is wrong, a sentence each; empty when the rule passes


def try_samples(pack: Pack) -> tuple[Trial, ...]:
    """Return what the self-test says of each rule of a pack, in the order of the files."""
    folder = Path(pack.rules_path)
    rules = load_rules([folder], packs=False)
    seen = _Samples(folder.parent / "samples", rules)
    unusable = {Path(one.path).stem: one.why for one in rules.unusable}
    cards = {Path(card.path).stem: card.info for card in rules.cards}
    tested: list[Trial] = []
    for path in sorted(folder.glob("*.yml")):
        info = cards.get(path.stem)
        if info is None:
            tested.append(Trial(path.stem, "", "", 0, (f"cannot be used: {unusable.get(path.stem, 'no rule in it')}",)))
            continue
        wrong = (*seen.wrong(path.stem, info.id), *gates(pack, info.id, rules))
        tested.append(Trial(path.stem, info.id, info.title, seen.hits[path.stem, "positive", info.id], wrong))
    return tuple(tested)


class _Samples:
    """All samples of a pack, hunted in one pass."""

    def __init__(self, folder: Path, rules: RuleSet) -> None:
        evidence = collect([folder])
        hits = hunt(evidence, rules, workers=1)
        self.hits: Counter[tuple[str, str, str]] = Counter()  # (rule's file, kind, id of the rule that fired)
        self.logs: dict[tuple[str, str], set[str]] = {}
        self.books: dict[tuple[str, str], tuple[int, int]] = {}
        self.unread = {_place(one.path): one.reason for one in hits.not_read}
        for hit in hits:
            if hit.source is not None:
                self.hits[*_place(hit.source.path), hit.rule.id] += 1
        for one in hits.coverage:
            self.logs.setdefault(_place(one.path), set()).add(one.log_id or one.log)
        for file in hits.files:
            self.books[_place(file.path)] = (file.events, file.rejected)

    def wrong(self, stem: str, rule: str) -> tuple[str, ...]:
        """Say what is wrong with a rule's two samples."""
        found: list[str] = []
        for kind in KINDS:
            events, rejected = self.books.get((stem, kind), (0, 0))
            if not events:
                why = self.unread.get((stem, kind), "it holds no event")
                found.append(f"the {kind} sample was not read: {why}")
            elif rejected:
                found.append(f"{rejected} records of the {kind} sample were rejected")
        if not self.hits[stem, "positive", rule]:
            found.append("does not fire on its positive sample")
        if self.hits[stem, "negative", rule]:
            found.append("fires on its negative sample")
        if not self.logs.get((stem, "positive"), set()) & self.logs.get((stem, "negative"), set()):
            found.append("its negative sample is not of the log of its positive one")
        return tuple(found)


def _place(path: str) -> tuple[str, str]:
    """Return (rule's file, kind) of a sample's path, which begins below the samples' folder."""
    sample = PurePosixPath(path)
    return sample.parent.name, sample.name.partition(".")[0]

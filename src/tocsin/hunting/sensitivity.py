"""Sensitivity: how many recorded runs of each technique rules see, and how often they fire where they should not.

In: a folder with labelled recordings, rule sets, logs without an attack. Out: `Sensitivities`, counts by technique
and rule set. A label is a technique of one recorded run; a rule sees it if it carries the technique's tag, or that of
one of its sub-techniques, and fires on a file of the run. All sets are hunted in one pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tocsin.collecting import collect
from tocsin.hunting.hits import Hits
from tocsin.hunting.progress import Progress
from tocsin.hunting.recordings import recordings
from tocsin.hunting.rules import RuleSet
from tocsin.hunting.run import hunt
from tocsin.knowledge.sensitivity import share
from tocsin.model.hits import Correlated
from tocsin.model.sensitivity import Recording, Sensitivities, SetShare, TechniqueShare

_TAG = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.IGNORECASE)
BOTH = "all"
"""The name of all rule sets together."""


@dataclass(frozen=True, slots=True)
class Fired:
    """How often each rule fired: on each file of a folder, and in how many events."""

    hits: Mapping[str, Counter[str]]  # path below the folder -> rule -> hits
    events: Mapping[str, int]  # path below the folder -> events

    def of(self, paths: Iterable[str]) -> Counter[str]:
        """Return the hits by rule on files, and on the members of those that are archives."""
        found: Counter[str] = Counter()
        for path in paths:
            for own, counts in self.hits.items():
                if own == path or own.startswith(f"{path}/"):
                    found.update(counts)
        return found

    def events_of(self, paths: Iterable[str]) -> int:
        """Return how many events files hold, and the members of those that are archives."""
        wanted = tuple(paths)
        return sum(
            count
            for own, count in self.events.items()
            if any(own == path or own.startswith(f"{path}/") for path in wanted)
        )


def measure(
    folder: Path,
    rules: RuleSet,
    sets: Mapping[str, frozenset[str]],
    *,
    source: str,
    benign: Sequence[Path] = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Sensitivities:
    """Hunt all recordings, and logs without an attack, with all rules and count by set.

    `sets` are ids of rules, by the name of the set. Raises `UsageError` when nothing there is described.
    """
    described, not_used = recordings(folder)
    fired = tally(hunt(collect([folder]), rules, workers=workers, progress=progress))
    runs = [run for run in described if fired.events_of(run.paths)]
    empty = tuple(f"{run.id}: none of its files is a log" for run in described if run not in runs)
    quiet = tally(hunt(collect(list(benign)), rules, workers=workers)) if benign else Fired({}, {})
    named = {**sets, **({BOTH: frozenset().union(*sets.values())} if len(sets) > 1 else {})}
    return counted(runs, rules, named, fired, quiet, source=source, not_used=(*not_used, *empty))


def counted(
    runs: Sequence[Recording],
    rules: RuleSet,
    sets: Mapping[str, frozenset[str]],
    fired: Fired,
    quiet: Fired,
    *,
    source: str,
    not_used: tuple[str, ...] = (),
) -> Sensitivities:
    """Count what rules saw of the runs, by technique and by set."""
    watched = {card.info.id: _techniques(card.info.tags) for card in rules.cards}
    labels = [(technique, run) for run in runs for technique in run.techniques]
    on = {run.id: fired.of(run.paths) for run in runs}
    techniques = sorted({technique for technique, _ in labels})
    watching = {technique: {rule for rule, own in watched.items() if _any(own, technique)} for technique in techniques}
    concerned = frozenset().union(*watching.values()) if watching else frozenset[str]()
    seen_by = {
        name: {
            (technique, run.id): any(on[run.id][rule] for rule in watching[technique] & ids)
            for technique, run in labels
        }
        for name, ids in sets.items()
    }
    events = sum(fired.events_of(run.paths) for run in runs)
    benign_events = sum(quiet.events.values())
    shares: list[SetShare] = []
    for name, ids in sets.items():
        strays = sum(
            count
            for run in runs
            for rule, count in on[run.id].items()
            if rule in ids & concerned and not any(rule in watching[technique] for technique in run.techniques)
        )
        wrong = sum(
            count for counts in quiet.hits.values() for rule, count in counts.items() if rule in ids & concerned
        )
        seen = sum(seen_by[name].values())
        without = sum(not watching[technique] & ids for technique, _ in labels)
        shares.append(
            SetShare(
                name=name,
                rules=len(ids & concerned),
                seen=share(seen, len(labels)),
                missed=len(labels) - seen - without,
                without_rule=without,
                strays=strays,
                stray_rate=_rate(strays, events),
                benign=wrong,
                benign_rate=_rate(wrong, benign_events),
            )
        )
    return Sensitivities(
        source=source,
        recordings=len(runs),
        files=sum(len(run.paths) for run in runs),
        events=events,
        benign_events=benign_events,
        sets=tuple(shares),
        techniques=tuple(
            TechniqueShare(
                id=technique,
                runs=sum(own == technique for own, _ in labels),
                rules={name: len(watching[technique] & ids) for name, ids in sets.items()},
                seen={
                    name: share(
                        sum(found for (own, _), found in seen_by[name].items() if own == technique),
                        sum(own == technique for own, _ in labels),
                    )
                    for name in sets
                },
            )
            for technique in techniques
        ),
        unseen=tuple(
            sorted(
                (technique, f"{run.id} {run.title}")
                for technique, run in labels
                if not any(seen[technique, run.id] for seen in seen_by.values())
            )
        ),
        not_used=not_used,
    )


def tally(hits: Hits) -> Fired:
    """Count hits by file and rule; a hit of a correlation belongs to the file of its first event."""
    counts: dict[str, Counter[str]] = {}
    for part in hits.batches(65_536):
        columns = part.select([name for name in ("path", "rule", "events") if name in part.schema.names])
        for row in columns.to_pylist():
            path = row["path"]
            if row.get("events") is not None:
                path = msgspec.json.decode(row["events"], type=tuple[Correlated, ...])[0].source.path
            counts.setdefault(path, Counter())[row["rule"]] += 1
    return Fired(counts, {file.path: file.events for file in hits.files})


def _techniques(tags: Iterable[str]) -> frozenset[str]:
    """Return the techniques that a rule's tags name."""
    found = (_TAG.fullmatch(tag) for tag in tags)
    return frozenset(match[1].upper() for match in found if match)


def _any(own: frozenset[str], technique: str) -> bool:
    """Whether one of a rule's techniques is this one or one of its sub-techniques."""
    return technique in own or any(one.startswith(f"{technique}.") for one in own)


def _rate(count: int, events: int) -> float:
    return round(count * 100_000 / events, 2) if events else 0.0

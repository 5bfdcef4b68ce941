"""Which steps of a pack evidence shows, by the rules alone: what the packs' tests compare with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules
from tocsin.judging.hosts import host_names
from tocsin.judging.joins import raised
from tocsin.knowledge.packs import packs
from tocsin.model.hits import Hit
from tocsin.model.packs import Pack, Stage

EXCHANGE: Pack = next(pack for pack in packs() if pack.id == "exchange-2021")


_LOADED = load_rules([Path(EXCHANGE.rules_path)], packs=False)
_STEMS = {card.info.id: Path(card.path).stem for card in _LOADED.cards}


def rules_found(evidence: Sequence[Path]) -> dict[str, int]:
    """Return how often each rule of the pack was true, by the rule's file; also where that alone proves nothing."""
    return dict(Counter(_STEMS[hit.rule.id] for hit in _hits(evidence)))


def proving_found(evidence: Sequence[Path]) -> dict[str, int]:
    """Return how many hits of each rule prove something, by themselves or by a join."""
    counted: Counter[str] = Counter()
    for hit, stages in _proving(_hits(evidence)):
        counted[_STEMS[hit.rule.id]] += bool(stages)
    return {stem: count for stem, count in counted.items() if count}


def steps_found(evidence: Sequence[Path]) -> dict[str, Stage]:
    """Return the steps that hits show, each with the furthest stage that its hits prove."""
    return _steps(_hits(evidence))


def _steps(hits: list[Hit]) -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    for _, stages in _proving(hits):
        for step, stage in stages:
            found[step] = max(found.get(step, stage), stage, key=lambda one: one.rank)
    return {step.id: found[step.id] for step in EXCHANGE.steps if step.id in found}


def steps_by_folder(folder: Path) -> dict[str, dict[str, Stage]]:
    """Return for each folder below this one, if its file was read whole, the steps that it alone shows."""
    hits = hunt(collect([folder]), _LOADED, workers=1)
    whole = [Path(file.path).parts for file in hits.files if file.events and not file.rejected]
    names = {parts[-2] for parts in whole}
    own: dict[str, list[Hit]] = {name: [] for name in sorted(names)}
    for hit in hits:
        if hit.source is not None:
            own[Path(hit.source.path).parts[-2]].append(hit)
    return {name: _steps(ones) for name, ones in own.items()}


def _hits(evidence: Sequence[Path]) -> list[Hit]:
    return list(hunt(collect(list(evidence)), _LOADED, workers=1))


def _proving(hits: list[Hit]) -> Iterator[tuple[Hit, list[tuple[str, Stage]]]]:
    joined = raised(hits, (EXCHANGE,), host_names(hit.host for hit in hits))
    for hit in hits:
        alone = [(step.id, rule.stage) for step in EXCHANGE.steps for rule in step.rules if rule.rule == hit.rule.id]
        more = joined.get((hit.rule.id, hit.source), ()) if hit.source else ()
        yield (
            hit,
            [
                *((step, stage) for step, stage in alone if stage is not None),
                *((step.removeprefix("exchange-2021/"), stage) for step, stage in more),
            ],
        )

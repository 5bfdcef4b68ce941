"""Which steps of a pack evidence shows, by the rules alone: what the packs' tests compare with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules
from tocsin.knowledge.packs import packs
from tocsin.model.packs import Pack, Stage

EXCHANGE: Pack = next(pack for pack in packs() if pack.id == "exchange-2021")


def rules_found(evidence: Sequence[Path]) -> dict[str, int]:
    """Return how often each rule of the pack was true, by the rule's file."""
    loaded = load_rules([Path(EXCHANGE.rules_path)], packs=False)
    stems = {card.info.id: Path(card.path).stem for card in loaded.cards}
    counts: dict[str, int] = {}
    for hit in hunt(collect(list(evidence)), loaded, workers=1):
        counts[stems[hit.rule.id]] = counts.get(stems[hit.rule.id], 0) + 1
    return counts


def steps_found(evidence: Sequence[Path]) -> dict[str, Stage]:
    """Return the steps that hits show, each with the furthest stage that its hits prove."""
    fired = rules_found(evidence)
    stems = {path.stem: path for path in Path(EXCHANGE.rules_path).glob("*.yml")}
    ids = {stem: path.read_text(encoding="utf-8").partition("id: ")[2].split()[0] for stem, path in stems.items()}
    hit = {ids[stem] for stem in fired}
    stages = {step.id: [rule.stage for rule in step.rules if rule.rule in hit] for step in EXCHANGE.steps}
    return {step: max(found, key=lambda stage: stage.rank) for step, found in stages.items() if found}

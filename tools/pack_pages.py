"""Writes docs/packs/<pack>.md from the packs themselves: steps, rules, logs that can show each step.

In: the built-in packs and the catalogue of logs. Out: one page a pack; `--check` only says whether they are up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tocsin.hunting import load_rules
from tocsin.knowledge.logs import log
from tocsin.knowledge.packs import packs
from tocsin.model.packs import Join, Pack, Step
from tocsin.model.rules import RuleCard

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "packs"


def page(pack: Pack) -> str:
    """Return a pack's page."""
    cards = {card.info.id: card for card in load_rules([Path(pack.rules_path)], packs=False).cards}
    begin, end = (pack.window.begin, pack.window.end) if pack.window else (None, None)
    lines = [
        f"# {pack.name}",
        "",
        f"Pack `{pack.id}`, version {pack.version}: {len(pack.steps)} steps, {len(cards)} rules."
        f" Also called {', '.join(pack.names)}." + (f" Window: {begin} to {end}." if begin and end else ""),
        "",
        f"Vulnerabilities: {', '.join(pack.vulnerabilities)}.",
        "",
        "This page is made from the pack (`python tools/pack_pages.py`); do not edit it.",
        "",
        "## Steps",
        "",
        "| step | what happens | proves at most | techniques | after |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{step.id}` | {step.name} | {step.stage} | {', '.join(step.techniques)} | {', '.join(step.after) or '-'} |"
        for step in pack.steps
    ]
    for step in pack.steps:
        lines += ["", *_step(step, cards)]
    lines += ["", "## Logs", "", *_logs(pack), "", "## Sources", "", *(f"- {source}" for source in pack.sources)]
    return "\n".join(lines) + "\n"


def _step(step: Step, cards: dict[str, RuleCard]) -> list[str]:
    lines = [f"### {step.name} (`{step.id}`)", "", step.description, ""]
    if step.not_checkable is not None:
        return [*lines, f"Not checkable: {step.not_checkable}"]
    lines += ["| rule | a hit proves | level | harmless causes |", "| --- | --- | --- | --- |"]
    for rule in step.rules:
        card = cards[rule.rule]
        title, causes = f"{card.info.title} (`{Path(card.path).stem}`)", "; ".join(card.falsepositives)
        lines.append(f"| {title} | {rule.stage or 'nothing by itself'} | {card.info.level} | {causes} |")
    if step.joins:
        lines += ["", "A hit proves more where it agrees with a hit of another step:", ""]
        lines += [_join(join, cards) for join in step.joins]
    if step.visible_in:
        lines += ["", "Its absence means something only where one of these recorded all the while:", ""]
    for way in step.visible_in:
        watching = ", ".join(f"`{Path(cards[rule].path).stem}`" for rule in way.rules)
        lines.append(f"- {' and '.join(_log_name(name) for name in way.logs)}: {watching}")
    return lines


def _join(join: Join, cards: dict[str, RuleCard]) -> str:
    rules = ", ".join(f"`{Path(cards[rule].path).stem}`" for rule in join.rules)
    keys = [" or ".join(key.this) if key.this == key.that else f"{key.this[0]} = {key.that[0]}" for key in join.by]
    same = f", same {'; same '.join(keys)}" if keys else ""
    when = {"after": "up to {} after", "before": "up to {} before", "any": "within {} of"}[join.order]
    return f"- {rules}: {when.format(_time(join.within))} a hit of `{join.step}`{same}: {join.proves}"


def _time(seconds: int) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _log_name(name: str) -> str:
    identifier, _, kind = name.partition("#")
    entry = log(identifier)
    title = entry.title if entry else identifier
    return f"{title}, event {kind}" if kind else title


def _logs(pack: Pack) -> list[str]:
    lines = ["| log | fields that the rules need | usually kept | how to have it |", "| --- | --- | --- | --- |"]
    for one in pack.logs:
        entry = log(one.log)
        if entry:
            fields = ", ".join(f"`{name}`" for name in one.fields) or "those that its rules ask for"
            kept = one.retention or entry.retention or "not known"
            how = " ".join(filter(None, (one.switch_on or entry.remedy, one.note)))
            lines.append(f"| {_log_name(one.log)} (`{one.log}`) | {fields} | {kept} | {how} |")
    return lines


def main() -> int:
    """Write the pages, or compare them."""
    stale = [pack for pack in packs() if not _is_current(pack)]
    if "--check" in sys.argv[1:]:
        for pack in stale:
            print(f"docs/packs/{pack.id}.md is not what the pack says: run python tools/pack_pages.py")
        return 1 if stale else 0
    for pack in stale:
        (FOLDER / f"{pack.id}.md").write_text(page(pack), encoding="utf-8")
    return 0


def _is_current(pack: Pack) -> bool:
    path = FOLDER / f"{pack.id}.md"
    return path.exists() and path.read_text(encoding="utf-8") == page(pack)


if __name__ == "__main__":
    raise SystemExit(main())

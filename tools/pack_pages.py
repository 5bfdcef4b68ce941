"""Writes docs/packs/<pack>.md from the packs themselves: steps, rules, logs that can show each step.

In: the built-in packs, the catalogue of logs, the counts of recorded attacks. Out: one page a pack, and one of what the
rules see of recorded attacks; `--check` only says whether they are up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tocsin.hunting import load_rules
from tocsin.knowledge import base
from tocsin.knowledge.logs import log
from tocsin.knowledge.packs import packs
from tocsin.knowledge.sensitivity import measured, sensitivities
from tocsin.model.packs import Join, Pack, SaidTechnique, Step
from tocsin.model.rules import RuleCard
from tocsin.model.sensitivity import Share

SENSITIVITY = (
    "A label is a technique of one run, as whoever recorded it says. A rule sees it if it carries the technique's",
    "tag, or that of a sub-technique, and fires on the run. The interval is that of 95 % (Wilson): 2 of 3 is not 67 %.",
    "",
    "The packs' rules were written with these recordings at hand, so for recordings of other people expect less:",
    "[kept apart](kept-apart.md) says what was measured on those. Rules whose hits count only joined with others are",
    "left out.",
    "Labels of things done before the attack (`T1587`, `T1608`) nobody can see, and of some runs only network logs",
    "were kept.",
    "",
    "Made by `tocsin rules test --recordings DIR --rules SIGMA --benign LOGS --format json`; this page is made from",
    "the counts (`python tools/pack_pages.py`); do not edit it. What judging makes of them: [verdict](../verdict.md).",
)
STRAYS = (
    "A stray is a hit of such a rule on a run that is labelled with other techniques; runs show more than their labels",
    "say, so not every stray is wrong.",
)
PROFILES = (("APT40", "G0065"), ("APT31", "G0128"), ("HAFNIUM", "G0125"))
NO_RULE = "no rule of the packs watches for it"
MOST_RULES = 8
"""Rules named for a technique; the others are counted."""
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "packs"


def page(pack: Pack) -> str:
    """Return a pack's page."""
    cards = _cards(pack)
    begin, end = (pack.window.begin, pack.window.end) if pack.window else (None, None)
    lines = [
        f"# {pack.name}",
        "",
        f"Pack `{pack.id}`, version {pack.version}: {len(pack.steps)} steps, {len(cards)} rules."
        + (f" Also called {', '.join(pack.names)}." if pack.names else "")
        + (f" Window: {begin} to {end}." if begin and end else ""),
        "",
        *([f"Vulnerabilities: {', '.join(pack.vulnerabilities)}.", ""] if pack.vulnerabilities else []),
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
    if pack.techniques:
        lines += ["", "## Every technique of the advisory", "", *_techniques(pack.techniques)]
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


def _techniques(techniques: Iterable[SaidTechnique]) -> list[str]:
    """Return a line for each technique: logs, rules of any pack, a sample that fires, or why it cannot be seen."""
    lines = [
        "Rules are those of any built-in pack with the technique's tag, or that of a sub-technique; the gate lets each",
        "through on the logs named, and `tocsin rules test` sends its sample through the readers. What was seen of",
        "recorded runs: [sensitivity](sensitivity.md).",
        "",
        "| technique | what is said | logs | rules | a sample that fires | recorded runs seen |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for said in techniques:
        known = base().technique(said.id)
        name = f"{said.id} {known.name if known else ''}"
        found = _watching(said.id)
        if not found:
            why = said.unseen or "no rule and no log of the catalogue shows it"
            lines.append(f"| {name} | {said.said} | - | none | Not seen: {why} | - |")
            continue
        logs = sorted({log for _, _, logs in found for log in logs})
        rules = [f"`{own.id}/{stem}`" for own, stem, _ in found]
        shown = ", ".join(rules[:MOST_RULES]) + (
            f" and {len(rules) - MOST_RULES} more" if len(rules) > MOST_RULES else ""
        )
        own, stem, _ = found[0]
        sample = next((Path(own.rules_path).parent / "samples" / stem).glob("positive.*"))
        rate = sensitivities().get(said.id)
        lines.append(
            f"| {name} | {said.said} | {', '.join(f'`{log}`' for log in logs)} | {shown} |"
            f" `{own.id}/samples/{stem}/{sample.name}` | {f'{rate.seen} of {rate.of}' if rate else 'none recorded'} |"
        )
    return lines


def _watching(technique: str) -> list[tuple[Pack, str, frozenset[str]]]:
    """Return pack, file and logs of each rule for a technique that a step names on some log."""
    found: list[tuple[Pack, str, frozenset[str]]] = []
    for pack in packs():
        logs: dict[str, set[str]] = {}
        for step in pack.steps:
            for way in step.visible_in:
                for rule in way.rules:
                    logs.setdefault(rule, set()).update(way.logs)
        for card in _cards(pack).values():
            tags = {tag.removeprefix("attack.").upper() for tag in card.info.tags}
            if card.info.id in logs and any(tag == technique or tag.startswith(f"{technique}.") for tag in tags):
                found.append((pack, Path(card.path).stem, frozenset(logs[card.info.id])))
    return found


@cache
def _cards(pack: Pack) -> dict[str, RuleCard]:
    return {card.info.id: card for card in load_rules([Path(pack.rules_path)], packs=False).cards}


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


def profile_page(name: str, group: str) -> str:
    """Return the page of what a group is said to do, out of the knowledge base, and of what would see it."""
    actor = base().group(group)
    if actor is None:
        raise SystemExit(f"the knowledge base has no {group}")
    said_by = actor.uses_said_by
    software = [entry.name for entry in map(base().software, actor.software) if entry is not None]
    said = [SaidTechnique(id=one, said=f"by {said_by}", unseen=NO_RULE) for one in actor.techniques]
    incidents = [one for one in base().incidents() if any(group in claim.accused_ids for claim in one.said_by)]
    lines = [
        f"# {name}: what it is said to do",
        "",
        f"{actor.name} ({group}), also called {', '.join(alias.name for alias in actor.aliases)}.",
        "",
        "This is a profile of what others say, not a rule for telling who it was: other groups do the same with the",
        "same programs, and traces of these techniques are no evidence of this group. tocsin never says otherwise.",
        "",
        f"Said to use, by {said_by}: {', '.join(software) or 'nothing that is named'}.",
        "",
        f"Named by others in: {', '.join(f'{one.name} (`{one.id}`)' for one in incidents) or 'no incident kept'}."
        f" Who says what: `tocsin knowledge show {group}`.",
        "",
        "This page is a report as any other: `tocsin check` of it against your logs says which of these techniques are",
        "seen. It is made from the knowledge base (`python tools/pack_pages.py`); do not edit it.",
        "",
        *_techniques(said),
    ]
    return "\n".join(lines) + "\n"


def sensitivity_page() -> str:
    """Return the page of what rules see of recorded attacks, out of the counts that come with the packs."""
    known = measured()
    names = [one.name for one in known.sets]
    titles = {"packs": "tocsin's packs", "given": "SigmaHQ's rules", "all": "both"}
    heads = [titles[name] for name in names]
    lines = [
        "# What the rules see of recorded attacks",
        "",
        f"{known.recordings} recorded runs in {known.files} files, {known.events:,} events: {known.source}.",
        "",
        *SENSITIVITY,
        "",
        "| rules | watching | labels seen | missed | no rule | strays per 100,000 events | false alarms per 100,000 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {titles[one.name]} | {one.rules} | {_share(one.seen)} | {one.missed} | {one.without_rule} |"
        f" {one.stray_rate} | {one.benign_rate if known.benign_events else '-'} |"
        for one in known.sets
    ]
    lines += [
        "",
        *STRAYS,
        f"False alarms are hits on {known.benign_events:,} events of made-up days without an attack, with harmless",
        "look-alikes (`python -m benchmarks.quiet_days LOGS --days 42`).",
        "",
        f"| technique | name | {' | '.join(heads)} |",
        f"| --- | --- |{' --- |' * len(heads)}",
    ]
    for one in known.techniques:
        technique = base().technique(one.id)
        name = technique.name if technique else ""
        lines.append(f"| {one.id} | {name} | {' | '.join(_share(one.seen[name]) for name in names)} |")
    return "\n".join(lines) + "\n"


def _share(share: Share) -> str:
    return f"{share.seen} of {share.of} ({share.low:.0%} to {share.high:.0%})"


def main() -> int:
    """Write the pages, or compare them."""
    pages = {FOLDER / f"{pack.id}.md": page(pack) for pack in packs()}
    pages |= {FOLDER / f"{name.lower()}.md": profile_page(name, group) for name, group in PROFILES}
    pages[FOLDER / "sensitivity.md"] = sensitivity_page()
    stale = {
        path: text for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"docs/packs/{path.name} is not what the packs say: run python tools/pack_pages.py")
        return 1 if stale else 0
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

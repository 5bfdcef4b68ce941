"""Rules as text for a terminal: a list, the card of one with its condition in words, and what each can watch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.model.rules import GateResult, UnusableRule
from tocsin.showing.columns import clip, pad, wrap
from tocsin.showing.escape import terminal

if TYPE_CHECKING:
    from tocsin.hunting.conditions import And, Condition, Or
    from tocsin.hunting.installing import Added
    from tocsin.hunting.rules import Rule
    from tocsin.hunting.samples import Trial
    from tocsin.hunting.watch import RuleCheck, RuleList, Watch
    from tocsin.model.packs import Pack

WIDTH = 80
MOST_VALUES = 8
MOST_RULES = 20
MOST_UNUSABLE = 10
TESTS = {
    "equals": "is",
    "contains": "contains",
    "startswith": "begins with",
    "endswith": "ends with",
    "like": "reads like",
    "re": "matches",
    "cidr": "is in the network",
    "fieldref": "equals the field",
    "lt": "is less than",
    "lte": "is at most",
    "gt": "is more than",
    "gte": "is at least",
}


def list_text(listed: RuleList) -> str:
    """Return a line for each rule: id, level, title, logsource."""
    lines = [f"{pad('ID', 36)} {pad('LEVEL', 8)} TITLE / logsource"]
    for card in listed.rules:
        lines.append(
            clip(f"{pad(terminal(card.info.id), 36)} {pad(card.info.level[:8], 8)} {terminal(card.info.title)}", WIDTH)
        )
        lines.append(clip(f"{'':45} {terminal(str(card.logsource)) or 'any log'}", WIDTH))
    lines += wrap(terminal(f"{len(listed.rules):,} rules, from {', '.join(listed.sets) or 'nowhere'}"), WIDTH)
    for one in listed.installed:
        licence = f"; licence: {one.licence}" if one.licence else ""
        lines += _entry("installed", f"{one.name} {one.version} from {one.origin}, sha256 {one.sha256}{licence}")
    if listed.unusable:
        lines += [f"{len(listed.unusable):,} rules cannot be used:", *_unusable(listed.unusable, whole=False)]
    return _joined(lines)


def added_text(added: Sequence[Added], *, whole: bool, done: bool) -> str:
    """Return what was installed (or would be), from where, under which licence, and what changes."""
    lines: list[str] = []
    for one in added:
        own, before = one.installed, one.before
        was = f", in the place of {before.version}" if before else ""
        bad = f", {own.unusable:,} cannot be used" if own.unusable else ""
        verb = "installed" if done else "would install"
        what = f"{verb} {own.kind if own.kind == 'pack' else 'collection'} {own.name} {own.version}{was}"
        lines += wrap(terminal(f"{what}: {own.rules:,} rule{'s' * (own.rules != 1)}{bad}"), WIDTH)
        lines += [*_entry("from", own.origin), *_entry("sha256", own.sha256)]
        lines += _entry("licence", own.licence or "none came along: ask whoever wrote it")
        for name, ids in zip(("added", "removed", "changed"), _parts_of(one), strict=True):
            if ids and (before or name != "added"):
                lines.append(f"{name:<10} {len(ids):,}")
                shown = ids if whole else ids[:MOST_UNUSABLE]
                lines += [clip(f"  {terminal(text)}", WIDTH) for text in shown]
                lines += [] if len(shown) == len(ids) else [f"  and {len(ids) - len(shown):,} more (--verbose)"]
        lines += _unusable(one.unusable, whole=whole)
    return _joined(lines)


def _parts_of(added: Added) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return added.difference.added, added.difference.removed, added.difference.changed


def trials_text(pack: Pack, tested: Sequence[Trial], *, whole: bool) -> str:
    """Return how many rules of a pack pass their samples, and what is wrong with those that do not."""
    passed = sum(not rule.wrong for rule in tested)
    lines = [f"{terminal(pack.id)} {terminal(pack.version)}: {passed} of {len(tested)} rules pass"]
    for rule in tested:
        if whole or rule.wrong:
            lines.append(f"  {'fails ' if rule.wrong else 'passes'}  {terminal(rule.rule)}: {terminal(rule.title)}")
        lines += [f"          {terminal(why)}" for why in rule.wrong]
    return _joined(lines)


def card_text(rule: Rule, answers: Sequence[GateResult]) -> str:
    """Return what a rule is, what it asks for, and on which logs of the catalogue it can fire."""
    card = rule.card
    lines = [
        *wrap(f"{card.info.level.upper()}  {terminal(card.info.title)}", WIDTH, first="", rest="  "),
        f"id         {terminal(card.info.id, 60)}",
        *_entry("file", card.path),
        *_entry("logsource", str(card.logsource) or "any log"),
        *_entry("status", card.status),
        *_entry("author", card.author),
        *_entry("tags", ", ".join(card.info.tags)),
        *_entry("about", card.description),
        *_entry("false", "; ".join(card.falsepositives)),
        "",
        "Fires on an event of which this is true:",
        *condition_lines(rule.condition),
        "",
    ]
    if not answers:
        lines.append("No log of the catalogue is its logsource: it can fire on none.")
    else:
        lines += ["Logs that its logsource means:", *_answers(answers)]
    return _joined(lines)


def _entry(name: str, text: str | None) -> Iterable[str]:
    return wrap(terminal(" ".join(text.split())), WIDTH, first=f"{name:<10} ", rest=" " * 11) if text else ()


def _answers(answers: Sequence[GateResult]) -> Iterator[str]:
    can = [answer.log_id or "" for answer in answers if answer.can_fire]
    yield from wrap(f"can fire on: {', '.join(can) or 'none'}", WIDTH, first="  ", rest="    ")
    for answer in answers:
        if not answer.can_fire:
            yield from wrap(terminal(f"cannot fire on {answer.log_id}: {answer.why}"), WIDTH, first="  ", rest="    ")


def condition_lines(condition: Condition, depth: int = 1) -> Iterator[str]:
    """Yield a condition in words, what belongs together indented together."""
    from tocsin.hunting.conditions import And, Not, Or

    first, rest = "  " * depth, "  " * (depth + 2)
    if isinstance(condition, (And, Or)):
        parts = list(_parts(_flat(condition, type(condition)), joined=isinstance(condition, Or)))
        if len(parts) > 1:
            yield f"{first}{'all of' if isinstance(condition, And) else 'at least one of'}"
            depth += 1
        for part in parts:
            if isinstance(part, str):
                yield from wrap(terminal(part), WIDTH, first="  " * depth, rest="  " * (depth + 2))
            else:
                yield from condition_lines(part, depth)
    elif isinstance(condition, Not):
        yield f"{first}not"
        yield from condition_lines(condition.of, depth + 1)
    else:
        field, test, value = _words(condition)
        yield from wrap(terminal(f"{field} {test} {value}".rstrip()), WIDTH, first=first, rest=rest)


def _flat(condition: Condition, kind: type[And] | type[Or]) -> Iterator[Condition]:
    """Yield the parts of a condition, those of parts of the same kind in their place."""
    if isinstance(condition, kind):
        for part in condition.of:
            yield from _flat(part, kind)
    else:
        yield condition


def _parts(parts: Iterable[Condition], *, joined: bool) -> Iterator[Condition | str]:
    """Yield the parts; of alternatives, those that differ by the value alone become one line."""
    from tocsin.hunting.conditions import Test

    values: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        if joined and isinstance(part, Test):
            field, test, value = _words(part)
            values.setdefault((field, test), []).append(value)
        else:
            yield part
    for (field, test), found in values.items():
        more = f" or {len(found) - MOST_VALUES} more" if len(found) > MOST_VALUES else ""
        yield f"{field} {test} {' or '.join(found[:MOST_VALUES])}{more}".replace("  ", " ").rstrip()


def _words(condition: Condition) -> tuple[str, str, str]:
    """Return field, test and value of an atom in words."""
    from tocsin.hunting import atoms
    from tocsin.hunting.conditions import Test
    from tocsin.hunting.explain import modifier

    if not isinstance(condition, Test):
        raise TypeError("only an atom has a field, a test and a value")
    atom = condition.atom
    field = atom.field or "any field"
    if isinstance(atom, atoms.Null):
        return field, "is missing", ""
    if isinstance(atom, atoms.Exists):
        return field, "is there" if atom.exists else "is missing", ""
    name, _, cased = modifier(atom).partition("|")
    test = TESTS.get(name, name) + (" (upper and lower case as written)" if cased else "")
    if isinstance(atom, atoms.Text):
        return field, test, _written(atom, name)
    if isinstance(atom, atoms.Regex):
        return field, test, f"/{atom.pattern}/{'i' * atom.ignore_case}{'m' * atom.multiline}{'s' * atom.dotall}"
    if isinstance(atom, atoms.Cidr):
        return field, test, atom.network
    if isinstance(atom, atoms.FieldReference):
        relation = {"equals": test}.get(atom.relation, f"{TESTS.get(atom.relation, atom.relation)} the field")
        return field, relation, atom.other
    if isinstance(atom, atoms.TimePart):
        return f"the {atom.part} of {field}", "is", str(atom.number)
    part = f"the {atom.part} of " if isinstance(atom, atoms.Compare) and atom.part else ""
    return part + field, test, str(atom.number)


def _written(atom: object, name: str) -> str:
    from tocsin.hunting.atoms import AnyRun, Literal, Text

    if not isinstance(atom, Text):
        return ""
    texts = [
        part.text if isinstance(part, Literal) else "*" if isinstance(part, AnyRun) else "?" for part in atom.parts
    ]
    return f'"{"".join(texts)}"' if name == "like" else f'"{"".join(text for text in texts if text != "*")}"'


def check_text(result: RuleCheck, *, whole: bool, of_evidence: bool) -> str:
    """Return how many rules can watch which logs, which rules can watch none, and which cannot be used."""
    watches, unusable = result.rules, result.unusable
    able = [one for one in watches if one.logs]
    idle = [one for one in watches if not one.logs]
    where = "the evidence" if of_evidence else "the catalogue"
    lines = [f"{len(able):,} of {len(watches):,} rules can fire on logs of {where}."]
    counted = Counter(log for one in able for log in one.logs)
    for log, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        lines.append(f"  {pad(log, 60)} {count:>8,} rule{'s' * (count != 1)}")
    if idle:
        lines += ["", f"{len(idle):,} rules can fire on none:", *_idle(idle, whole=whole)]
    if unusable:
        lines += ["", f"{len(unusable):,} rules cannot be used:", *_unusable(unusable, whole=whole)]
    return _joined(lines)


def _idle(idle: Sequence[Watch], *, whole: bool) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for one in idle:
        reasons.setdefault(one.why_not or "", []).append(f"{one.rule.info.id} {one.rule.info.title}")
    order = sorted(reasons, key=lambda why: (-len(reasons[why]), why))
    for why in order if whole else order[:MOST_RULES]:
        yield from wrap(terminal(f"{len(reasons[why]):,}: {why}"), WIDTH, first="  ", rest="    ")
        for name in reasons[why] if whole else ():
            yield clip(f"    {terminal(name)}", WIDTH)
    if not whole:
        if len(order) > MOST_RULES:
            yield f"  and for {len(order) - MOST_RULES:,} more reasons"
        yield "  (--verbose names them)"


def _unusable(unusable: Sequence[UnusableRule], *, whole: bool) -> Iterator[str]:
    for one in unusable if whole else unusable[:MOST_UNUSABLE]:
        where = one.path if one.line is None else f"{one.path}:{one.line}"
        yield from wrap(terminal(f"{where}: {one.why}"), WIDTH, first="  ", rest="    ")
    if not whole and len(unusable) > MOST_UNUSABLE:
        yield f"  and {len(unusable) - MOST_UNUSABLE:,} more (--verbose names them)"


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"

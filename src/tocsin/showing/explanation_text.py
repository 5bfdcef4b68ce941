"""Why a rule is true of a record, or is not, as text: the answer first, then each part with what the record has.

In: an `Explanation`. Out: lines that fit the width. Each part says `yes` or `no`; colour only repeats it. Alternatives
of one field stand in one place: those that held, or else what the record has instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.model.explanation import Explanation, Part
from tocsin.showing.columns import clip, width, wrap
from tocsin.showing.escape import terminal
from tocsin.showing.excerpts import excerpt
from tocsin.showing.levels import look
from tocsin.showing.terminal import BOLD, Style

NAME, SENTENCE = 120, 400
MOST_HELD, MOST_WANTED, MOST_SCOPES = 3, 6, 6
DEEPEST = 12
"""Steps by which parts are set in; deeper ones stand no further right."""

_YES, _NO = ("yes", "32"), ("no ", "31")
_LISTED = {"and": "all of", "or": "one of", "not": "not"}


def explanation_text(one: Explanation, style: Style) -> Iterator[str]:
    """Yield the lines of an explanation."""
    yield from _head(one, style)
    yield ""
    for line in wrap(_answer(one), style.columns, rest="  "):
        yield style.paint(line, BOLD)
    for note in one.notes:
        yield from wrap(terminal(note, SENTENCE), style.columns, first="  ", rest="  ")
    yield ""
    yield from _scopes(one, style)
    yield ""
    yield style.paint(clip("What does its condition ask?", style.columns), BOLD)
    for condition in one.conditions:
        yield from wrap(terminal(condition, SENTENCE * 3), style.columns, first="  ", rest="    ")
    yield from _part(one.tree, style, 0)
    if one.missing:
        yield ""
        names = ", ".join(terminal(name, NAME) for name in one.missing)
        yield from wrap(f"Fields that it asks for and the record does not have: {names}", style.columns, rest="  ")


def _head(one: Explanation, style: Style) -> Iterator[str]:
    seen = look(one.rule)
    title = wrap(
        terminal(one.rule.title, 300), style.columns, first=f"{seen.symbol} {one.rule.level.upper()}  ", rest="  "
    )
    yield from (style.paint(line, seen.ansi) for line in title)
    source = one.source
    record = "" if source.record is None else f"record {source.record}, "
    facts = (
        ("rule", terminal(one.rule.id, NAME)),
        ("file", terminal(one.path, 300)),
        ("logsource", terminal(str(one.logsource), NAME) or "any log"),
        ("record", f"{terminal(source.path, 300)}, {record}byte {source.offset}"),
        ("time", one.time or "none"),
        ("host", terminal(one.host or "not known", NAME)),
        ("log", terminal(one.log or "not known", NAME)),
    )
    for name, text in facts:
        yield from wrap(text, style.columns, first=f"  {name:<10} ", rest=" " * 13)


def _answer(one: Explanation) -> str:
    if one.holds and one.excluded_by:
        tuning = terminal("; ".join(one.excluded_by), SENTENCE)
        return f"NO HIT: the rule is true of this record, but your tuning leaves it out: {tuning}"
    if one.holds:
        return "HIT: the rule is true of this record."
    if one.in_scope:
        return "NO HIT: the record is one that the rule is about, but its condition is not true."
    also = "would be true" if one.condition_holds else "is not true either"
    return f"NO HIT: the record is none that the rule is about; its condition {also}."


def _mark(holds: bool, style: Style) -> str:
    word, sgr = _YES if holds else _NO
    return style.paint(word, sgr)


def _scopes(one: Explanation, style: Style) -> Iterator[str]:
    yield style.paint(clip("Is the record one that the rule is about?", style.columns), BOLD)
    if not one.scopes:
        text = f"no log of the catalogue is {one.logsource}: the rule is about nothing that can be read"
        yield from _marked(False, terminal(text, SENTENCE), style, 0)
    same = sorted(one.scopes, key=lambda scope: len(scope.why_not))
    for scope in same[: style.first(MOST_SCOPES)]:
        why = f": {'; '.join(scope.why_not)}" if scope.why_not else ""
        yield from _marked(not scope.why_not, terminal(f"{scope.log}{why}", SENTENCE), style, 0)
    left = len(same) - len(same[: style.first(MOST_SCOPES)])
    if left:
        yield f"       and {left} more kinds of record, none of them this (--verbose)"


def _marked(holds: bool, text: str, style: Style, depth: int) -> Iterator[str]:
    indent = "  " * min(depth, DEEPEST)
    first, *rest = wrap(text, style.columns, first=f"  yes  {indent}", rest=f"         {indent}")
    yield f"  {_mark(holds, style)}  {first[7:]}"
    yield from rest


def _part(part: Part, style: Style, depth: int) -> Iterator[str]:
    if part.kind == "test":
        yield from _test(part, style, depth)
    elif part.kind in ("selection", "filter"):
        (inner,) = part.of
        name = terminal(part.name, NAME) or "a filter of yours"
        if inner.kind == "test" or _one_field(inner):
            yield from _marked(part.holds, f"{name}:", style, depth)
            yield from _part(inner, style, depth + 1)
        else:
            yield from _marked(part.holds, f"{name}: {_LISTED[inner.kind]}", style, depth)
            for one in inner.of:
                yield from _part(one, style, depth + 1)
    elif _one_field(part):
        yield from _alternatives(part, style, depth)
    else:
        yield from _marked(part.holds, part.name or _LISTED[part.kind], style, depth)
        for one in part.of:
            yield from _part(one, style, depth + 1)


def _one_field(part: Part) -> bool:
    """Say whether a part is alternatives of one field."""
    return part.kind == "or" and all(one.kind == "test" for one in part.of) and len({one.field for one in part.of}) == 1


def _alternatives(part: Part, style: Style, depth: int) -> Iterator[str]:
    held = [one for one in part.of if one.holds]
    if held:
        for one in held[: style.first(MOST_HELD)]:
            yield from _test(one, style, depth)
        others = len(part.of) - len(held[: style.first(MOST_HELD)])
        if others:
            yield from _plain(f"({others} more alternative{'s' * (others != 1)})", style, depth + 1)
        return
    shown = part.of[: style.first(MOST_WANTED)]
    more = f" and {len(part.of) - len(shown)} more" if len(part.of) > len(shown) else ""
    modifiers = {one.modifier for one in part.of}
    if len(modifiers) == 1:
        words = f"{modifiers.pop()} one of {', '.join(_quoted(one.wanted) for one in shown)}"
    else:
        words = ", ".join(f"{one.modifier} {_quoted(one.wanted)}" for one in shown)
    yield from _marked(False, f"{_field(part.of[0])} {words}{more}", style, depth)
    yield from _values(part.of[0], style, depth)


def _test(part: Part, style: Style, depth: int) -> Iterator[str]:
    yield from _marked(part.holds, f"{_field(part)} {part.modifier} {_quoted(part.wanted)}", style, depth)
    yield from _values(part, style, depth)


def _field(part: Part) -> str:
    return terminal(part.field, NAME) or "(any field)"


def _quoted(text: str) -> str:
    return f'"{terminal(text, NAME)}"'


def _values(part: Part, style: Style, depth: int) -> Iterator[str]:
    """Yield what the record has in a field."""
    if not part.values:
        if part.field:
            yield from _plain("the record has no such field", style, depth + 1)
        return
    indent = f"       {'  ' * min(depth + 1, DEEPEST)}= "
    for value in part.values:
        yield indent + excerpt(value, _spans(part, value), max(style.columns - width(indent), 20), colour=style.colour)


def _spans(part: Part, value: str) -> list[tuple[int, int]]:
    folded, text = value.casefold(), part.wanted.casefold()
    start = folded.rfind(text) if part.modifier.startswith("endswith") else folded.find(text)
    return [(start, start + len(text))] if part.holds and text and start >= 0 and len(folded) == len(value) else []


def _plain(text: str, style: Style, depth: int) -> Iterator[str]:
    indent = f"       {'  ' * min(depth, DEEPEST)}"
    yield from wrap(text, style.columns, first=indent, rest=indent)

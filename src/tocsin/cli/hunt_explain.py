"""`tocsin hunt EVIDENCE... --explain RULE RECORD`: why a rule is true of a record, or is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.cli import options
from tocsin.cli.rule_loading import given_of, read_rules
from tocsin.model.errors import UsageError

if TYPE_CHECKING:
    from tocsin.hunting.rules import Rule, RuleSet
    from tocsin.model.explanation import Explanation


def explain(evidence: tuple[Path, ...], rules: tuple[Path, ...], given: dict[str, Any]) -> int:
    """Write the explanation; 1 for a hit and 0 for none, as the hunt itself."""
    from tocsin.cli.output import columns, encoding, open_output, wants_colour
    from tocsin.model.json_form import to_json
    from tocsin.showing.explanation_text import explanation_text
    from tocsin.showing.terminal import Style

    if given["form"] not in (None, "text", "json", "jsonl"):
        raise UsageError(f"--explain is written as text or json, not as {given['form']}", hint="--format json")
    answer = _answer(evidence, rules, given)
    out = given["out"]
    with open_output(out, force=given["force"]) as stream:
        if given["form"] in ("json", "jsonl"):
            stream.write(to_json(answer, indent=1 if given["form"] == "json" else 0))
        else:
            style = Style(columns(out), wants_colour(given["no_color"], out), given["verbose"])
            for line in explanation_text(answer, style):
                stream.write(f"{line.rstrip()}\n".encode(encoding(out), "backslashreplace"))
    hit = answer.holds and not answer.excluded_by
    return 1 if hit and not given["exit_zero"] else 0


def _answer(evidence: tuple[Path, ...], rules: tuple[Path, ...], given: dict[str, Any]) -> Explanation:
    from msgspec.structs import replace

    from tocsin.collecting import collect
    from tocsin.hunting.explanation import explained
    from tocsin.hunting.records import find_records
    from tocsin.hunting.rule_sets import NAMED
    from tocsin.hunting.rules import rule_sources
    from tocsin.hunting.selections import outline

    paths = [path for path in rules if str(path) not in NAMED or path.exists()]
    name, asked = given["explain"]
    loaded = read_rules(paths, given)
    rule = one_rule(loaded, name)
    records = find_records(collect(list(evidence), **options.reading_of(given)), asked)
    outlined = outline(rule, rule_sources(paths), given_of({**given, "quiet": True}))
    answers = [explained(rule, outlined, record, loaded.exclusions) for record in records]
    best = next((one for one in answers if one.holds), answers[0])
    if len(answers) == 1:
        return best
    which = "the first that the rule is true of" if best.holds else "the first of them"
    note = f"{len(answers):,} records have this number; this is {which}. PATH:@BYTE names one of them."
    return replace(best, notes=(*best.notes, note))


def one_rule(rules: RuleSet, text: str) -> Rule:
    """Return the rule of this id or title. Raises `UsageError` for none, several, or one that is of another kind."""
    found = rules.named(text)
    if len(found) == 1:
        return found[0]
    if found:
        some = "; ".join(f"{rule.card.info.id} {rule.card.info.title}" for rule in found[:3])
        raise UsageError(f"{len(found)} rules begin with {text!r}: {some}", hint="give the whole id")
    for one in rules.correlations:
        if text in (one.card.info.id, one.card.info.title, one.card.name):
            raise UsageError(
                f"{one.card.info.title!r} is a correlation: it is true of several records together",
                hint=f"explain one of its rules: {', '.join(one.rules[:3])}",
            )
    for bad in rules.unusable:
        if text in (bad.id, bad.path, Path(bad.path).stem):
            where = bad.path if bad.line is None else f"{bad.path}:{bad.line}"
            raise UsageError(f"the rule cannot be used: {bad.why}", where=where, hint="mend it at that place")
    if text.startswith("indicator:"):
        raise UsageError("an indicator is no rule", hint="jsonl -v says in which fields it stands")
    raise UsageError(f"there is no rule {text!r}", hint="--rules PATH says where it is; 'tocsin rules list' names them")

"""Sigma rules out of YAML: each document becomes a rule, or the reason why it cannot be used.

In: a file's name and content, and what the user gave with the rules. Out: `Rule`, `Correlation`, `Filter` and
`UnusableRule`, in the file's order. Parsed by pySigma; this module is only loaded when there is something to parse.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from msgspec.structs import replace
from sigma import exceptions
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.filters import SigmaFilter
from sigma.rule import SigmaLogSource, SigmaRule, SigmaRuleBase, SigmaStatus

from tocsin.hunting.conditions import Condition, atoms_of
from tocsin.hunting.correlations import Correlation
from tocsin.hunting.field_names import in_sigma_names
from tocsin.hunting.filters import Filter
from tocsin.hunting.given import Given
from tocsin.hunting.placeholders import filled
from tocsin.hunting.rule_collections import whole_rules
from tocsin.hunting.rule_files import MAX_RULE_BYTES
from tocsin.hunting.rules import Rule
from tocsin.hunting.sigma_aggregations import correlated
from tocsin.hunting.sigma_conditions import read_condition
from tocsin.hunting.sigma_correlations import read_correlation, reference, split_range
from tocsin.hunting.sigma_forms import in_pysigma_form, plain
from tocsin.hunting.sigma_modifiers import register, said_name
from tocsin.hunting.sigma_policy import POLICY
from tocsin.hunting.values import Values
from tocsin.hunting.yaml_documents import Doubled, documents, weigh_detection
from tocsin.model.errors import RuleError, TocsinError
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, RuleInfo, UnusableRule

MINOR = (
    exceptions.SigmaAuthorError,
    exceptions.SigmaDateError,
    exceptions.SigmaDescriptionError,
    exceptions.SigmaFalsePositivesError,
    exceptions.SigmaFieldsError,
    exceptions.SigmaLicenseError,
    exceptions.SigmaModifiedError,
    exceptions.SigmaReferencesError,
    exceptions.SigmaRelatedError,
    exceptions.SigmaScopeError,
    exceptions.SigmaStatusError,
    exceptions.SigmaTagError,
    exceptions.SigmaTitleError,
)
"""Errors in what is only told about a rule: what it asks for can be used all the same."""


_UNFIT = re.compile(r"Modifier (\w+) incompatible to value type of '(.*)'$")
_UNREAD = re.compile(r"Expected .*?(?:, found '([^']*)')?(?:, found end of text)?\s+\(at char (\d+)\)")
_BYTES = re.compile(r"\bb'([^']*)'")

Read = Rule | Correlation | Filter | UnusableRule

register()


def read_rules(name: str, content: bytes, given: Given | None = None) -> Iterator[Read]:
    """Yield the rules of a file."""
    if len(content) > MAX_RULE_BYTES:
        yield UnusableRule(path=name, why=f"larger than {MAX_RULE_BYTES >> 20} MiB")
        return
    try:
        found = list(whole_rules(documents(content)))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        yield UnusableRule(path=name, why=f"not YAML: {error.problem}", line=line)
        return
    except RuleError as error:
        yield UnusableRule(path=name, why=error.message)
        return
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        yield UnusableRule(path=name, why=f"not YAML: {_reason(error)}")
        return
    lines = content.decode("utf-8", "replace").splitlines()
    for line, document in found:
        if isinstance(document, Doubled):
            yield UnusableRule(path=name, why=f"the key '{document.key}' is given twice", line=document.line)
            continue
        for rule in read_document(name, line, document, lines, given or Given()):
            yield replace(rule, line=_line(rule.why, lines, line)) if isinstance(rule, UnusableRule) else rule


def _line(why: str, lines: list[str], begin: int) -> int:
    """Return the line that a reason speaks of: the first that holds what it quotes, else where the rule begins."""
    before = "|" if why.startswith("Unknown modifier") else ""
    for quoted in (before + text for text in re.findall(r"'([^']+)'", why)):
        for number in range(begin, len(lines) + 1):
            if quoted in lines[number - 1]:
                return number
    return begin


def read_document(name: str, line: int, document: Any, lines: list[str], given: Given) -> tuple[Read, ...]:
    """Return what one document of a file comes to; `line` is where it begins, `lines` are those of the file."""

    def unusable(why: str) -> tuple[UnusableRule]:
        said = document.get("id") if isinstance(document, dict) else None
        why = _BYTES.sub(lambda part: part[1], why)
        return (UnusableRule(path=name, why=why, id=str(said) if said is not None else None),)

    if not isinstance(document, dict):
        return unusable("not a rule: no mapping of keys")
    try:
        if "correlation" in document:
            return (_correlation(name, line, document, lines, given),)
        if "filter" in document:
            return (_filter(name, line, document, lines, given),)
        if "detection" not in document:
            return unusable("no detection")
        both = correlated(document, f"{name}:{line}")
        if both is not None:
            return _rule(name, line, both[0], given), _correlation(name, line, both[1], lines, given)
        return (_rule(name, line, document, given),)
    except SigmaError as error:
        return unusable(_reason(error))
    except TocsinError as error:
        return unusable(error.message)
    except RecursionError:
        return unusable("nested too deeply")
    except Exception as error:  # noqa: BLE001 - third-party parser's edge: rules are strangers' text
        return unusable(f"{type(error).__name__}: {_reason(error)}")


def read_selection(where: Any, values: Values) -> Condition:
    """Return what a selection alone asks, as if it stood in a rule.

    Raises `RuleError`.
    """
    try:
        detection = filled({"where": where, "condition": "where"}, values)
        weigh_detection(detection)
        document = in_pysigma_form({"title": "selection", "logsource": {"category": "any"}, "detection": detection})
        parsed = SigmaRule.from_dict(document, collect_errors=True, policy=POLICY)
        _refuse_errors(parsed)
        return read_condition(parsed, values)
    except RuleError:
        raise
    except Exception as error:  # third-party parser's edge, as for rules
        raise RuleError(_reason(error)) from error


def _rule(name: str, line: int, document: dict[Any, Any], given: Given) -> Rule:
    document = in_pysigma_form(document | {"detection": filled(document["detection"], given.early_values)})
    weigh_detection(document["detection"])
    parsed = SigmaRule.from_dict(document, collect_errors=True, policy=POLICY)
    _refuse_errors(parsed)
    mapped = given.pipelines is not None and given.pipelines.apply(parsed)
    source = _logsource(parsed.logsource)
    used = given.taxonomies(parsed.taxonomy, mapped=mapped)
    condition = in_sigma_names(read_condition(parsed, given.values), used, source)
    card = _card(name, line, parsed, source, condition)
    given.remember(card.info.id, document, used)
    return Rule(card, condition)


def _logsource(said: SigmaLogSource) -> LogSource:
    return LogSource(product=said.product, category=said.category, service=said.service)


def _correlation(name: str, line: int, document: dict[Any, Any], lines: list[str], given: Given) -> Correlation:
    document, also = split_range(plain(document))
    parsed = SigmaCorrelationRule.from_dict(document, collect_errors=True, policy=POLICY)
    _refuse_errors(parsed)
    if given.pipelines is not None:
        given.pipelines.refuse(SigmaCorrelationRule.from_dict(document, collect_errors=True, policy=POLICY))
    said = [reference(one.reference) for one in parsed.rules or ()]
    said += [reference(one.reference) for alias in parsed.aliases for one in alias.mapping]
    return read_correlation(parsed, _card(name, line, parsed), line, _places(said, lines, line), also)


def _filter(name: str, line: int, document: dict[Any, Any], lines: list[str], given: Given) -> Filter:
    _refuse_errors(SigmaFilter.from_dict(document, collect_errors=True, policy=POLICY))
    detection = dict(document["filter"])
    said = detection.pop("rules")
    rules = [said] if isinstance(said, str) else list(said)
    everything = not rules or rules == ["any"] or (isinstance(said, str) and said.casefold() == "any")
    rule = _rule(name, line, {**_without(document, "filter"), "detection": detection}, given)
    names = () if everything else tuple(map(reference, rules))
    return Filter(rule.card, None if everything else names, rule.condition, line, _places(names, lines, line))


def _without(document: dict[Any, Any], name: str) -> dict[Any, Any]:
    return {key: value for key, value in document.items() if key != name}


def _told(said: Any) -> str | None:
    return said if isinstance(said, str) else None


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, list) else ()


def _refuse_errors(parsed: SigmaRuleBase) -> None:
    errors = [error for error in parsed.errors if not isinstance(error, MINOR)]
    if errors:
        raise RuleError("; ".join(_reason(error) for error in errors))


def _places(names: Iterable[str], lines: list[str], begin: int) -> dict[str, int]:
    """Return for each name the first line that has it, from where the rule begins."""
    found: dict[str, int] = {}
    for name in names:
        found[name] = next(
            (n for n in range(begin, len(lines) + 1) if name.casefold() in lines[n - 1].casefold()), begin
        )
    return found


def _reason(error: BaseException) -> str:
    """Return one line that an author of rules understands."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    unread = _UNREAD.match(said)
    if unread:
        before = f", before '{unread[1]}'" if unread[1] else ""
        return f"the 'condition' cannot be read from its character {int(unread[2]) + 1} on{before}"
    if said == "Unsupported type: <class 'dict'>":
        return "the value of a field cannot be a map"
    unfit = _UNFIT.match(said)
    if unfit:
        return f"the modifier '{said_name(unfit[1])}' does not fit the value {_shown(unfit[2])}"
    return _BYTES.sub(lambda part: part[1], said)[:300]


def _shown(value: str) -> str:
    return "null" if "SigmaNull" in value else f"'{value[:100]}'" if not value.startswith("Sigma") else "before it"


def _card(
    name: str,
    line: int,
    rule: SigmaRuleBase,
    source: LogSource | None = None,
    condition: Condition | None = None,
) -> RuleCard:
    level = rule.level.name.lower() if rule.level is not None else "medium"
    atoms = () if condition is None else atoms_of(condition)
    return RuleCard(
        info=RuleInfo(
            id=str(rule.id) if rule.id is not None else hashlib.sha256(f"{name}:{line}".encode()).hexdigest()[:32],
            title=str(rule.title or name),
            level=level,
            tags=tuple(str(tag) for tag in rule.tags),
        ),
        logsource=source or LogSource(),
        path=name,
        status=rule.status.name.lower() if isinstance(rule.status, SigmaStatus) else None,
        description=_told(rule.description),
        author=_told(rule.author),
        falsepositives=_texts(rule.falsepositives),
        fields=tuple(sorted({atom.field for atom in atoms if atom.field is not None})),
        name=rule.name,
    )

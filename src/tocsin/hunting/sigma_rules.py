"""Sigma rules out of YAML: each document becomes a rule, or the reason why it cannot be used.

In: a file's name and content. Out: `Rule` and `UnusableRule`, in the file's order. Parsed by pySigma; this module is
only loaded when there is something to parse.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec.structs import replace
from sigma.exceptions import SigmaError
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RE2RegexEngine
from sigma.rule import SigmaRule

from tocsin.hunting.atoms import compiled
from tocsin.hunting.conditions import Condition, atoms_of
from tocsin.hunting.rule_files import MAX_RULE_BYTES
from tocsin.hunting.rules import Rule
from tocsin.hunting.sigma_conditions import read_condition
from tocsin.hunting.yaml_documents import documents, weigh_detection
from tocsin.model.errors import RuleError, TocsinError
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, RuleInfo, UnusableRule

OTHER_NAMES = {"utf16le": "wide"}  # modifiers of the specification that pySigma knows under another name


class _Expressions(RE2RegexEngine):
    """The engine with which pySigma looks whether an expression is one; says nothing on standard error."""

    def compile(self, pattern: str, flags: int = 0) -> Any:
        return compiled(pattern, bool(flags & re.IGNORECASE), bool(flags & re.MULTILINE), bool(flags & re.DOTALL))


POLICY = SigmaPolicy(regex_engine=_Expressions())


def read_rules(name: str, content: bytes) -> Iterator[Rule | UnusableRule]:
    """Yield the rules of a file."""
    if len(content) > MAX_RULE_BYTES:
        yield UnusableRule(path=name, why=f"larger than {MAX_RULE_BYTES >> 20} MiB")
        return
    try:
        found = list(documents(content))
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
        rule = _rule(name, line, document)
        yield rule if isinstance(rule, Rule) else replace(rule, line=_line(rule.why, lines, line))


def _line(why: str, lines: list[str], begin: int) -> int:
    """Return the line that a reason speaks of: the first that holds what it quotes, else where the rule begins."""
    before = "|" if why.startswith("Unknown modifier") else ""
    for quoted in (before + text for text in re.findall(r"'([^']+)'", why)):
        for number in range(begin, len(lines) + 1):
            if quoted in lines[number - 1]:
                return number
    return begin


def _rule(name: str, line: int, document: Any) -> Rule | UnusableRule:
    def unusable(why: str) -> UnusableRule:
        said = document.get("id") if isinstance(document, dict) else None
        return UnusableRule(path=name, why=why, id=str(said) if said is not None else None)

    if not isinstance(document, dict):
        return unusable("not a rule: no mapping of keys")
    for kind in ("correlation", "filter"):
        if kind in document:
            return unusable(f"{kind} rules are not evaluated by this version")
    if "detection" not in document:
        return unusable("no detection")
    try:
        weigh_detection(document["detection"])
        parsed = SigmaRule.from_dict(_renamed(document), collect_errors=True, policy=POLICY)
        if parsed.errors:
            return unusable("; ".join(_reason(error) for error in parsed.errors))
        condition = read_condition(parsed)
    except SigmaError as error:
        return unusable(_reason(error))
    except TocsinError as error:
        return unusable(error.message)
    except RecursionError:
        return unusable("nested too deeply")
    except Exception as error:  # noqa: BLE001 - third-party parser's edge: rules are strangers' text
        return unusable(f"{type(error).__name__}: {_reason(error)}")
    return Rule(_card(name, line, parsed, condition), condition)


def _renamed(node: Any) -> Any:
    """Return a rule with the modifiers under the names that pySigma knows."""
    if isinstance(node, list):
        return [_renamed(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {_renamed_key(key): _renamed(value) for key, value in node.items()}


def _renamed_key(key: Any) -> Any:
    if not isinstance(key, str) or "|" not in key:
        return key
    field, *modifiers = key.split("|")
    return "|".join((field, *(OTHER_NAMES.get(modifier, modifier) for modifier in modifiers)))


def _reason(error: BaseException) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


def _card(name: str, line: int, rule: SigmaRule, condition: Condition) -> RuleCard:
    source = rule.logsource
    level = rule.level.name.lower() if rule.level is not None else "medium"
    return RuleCard(
        info=RuleInfo(
            id=str(rule.id) if rule.id is not None else hashlib.sha256(f"{name}:{line}".encode()).hexdigest()[:32],
            title=str(rule.title or name),
            level=level,
            tags=tuple(str(tag) for tag in rule.tags),
        ),
        logsource=LogSource(product=source.product, category=source.category, service=source.service),
        path=name,
        status=rule.status.name.lower() if rule.status is not None else None,
        description=rule.description,
        author=rule.author,
        falsepositives=tuple(str(text) for text in rule.falsepositives or ()),
        fields=tuple(sorted({atom.field for atom in atoms_of(condition) if atom.field is not None})),
    )

"""Processing pipelines of the user's, in pySigma's YAML: what rules are turned into before they are read.

In: files. Out: `Pipelines`, in the order of their priority. What belongs to a query (postprocessing, finalizers) has no
meaning here and is said; what would run a program, ask the network or read other files is refused. Only loaded when a
pipeline is given.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError, SigmaTransformationError
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaRule

from tocsin.hunting.rule_files import ENDINGS
from tocsin.hunting.sigma_policy import POLICY
from tocsin.hunting.yaml_documents import documents
from tocsin.model.errors import RuleError

MAX_BYTES = 16 << 20
QUERY_PARTS = ("postprocessing", "finalizers")
FOREIGN = frozenset({"command_placeholders", "file_placeholders", "http_placeholders"})
HINT = "see docs/hunting.md, 'Pipelines'"


@dataclass(slots=True)
class Pipelines:
    """Pipelines as one, with a digest of what they say and a note on each part that is of no use here."""

    whole: ProcessingPipeline
    digest: str
    notes: tuple[str, ...] = ()
    _documents: dict[str, dict[Any, Any]] = field(default_factory=dict[str, dict[Any, Any]])

    def apply(self, rule: SigmaRule) -> bool:
        """Turn a rule into what the pipelines make of it; say whether any step was for it.

        Raises `SigmaError` where a pipeline says that it cannot be done.
        """
        self.whole.apply(rule)
        return any(self.whole.applied)

    def refuse(self, rule: SigmaCorrelationRule) -> None:
        """Raise `SigmaTransformationError` where a pipeline refuses a correlation. Takes a copy: it may be changed."""
        try:
            self.whole.apply(rule)
        except SigmaTransformationError:
            raise
        except SigmaError:  # of names that become several, which here each rule has for itself (`names`)
            return

    def remember(self, identifier: str, document: dict[Any, Any]) -> None:
        """Keep a rule's document, so that names can be asked for on its behalf."""
        self._documents.setdefault(identifier, document)

    def names(self, identifier: str, name: str) -> tuple[str, ...]:
        """Return what the pipelines make of a field's name in a rule: usually one name, () where it is dropped."""
        document = self._documents.get(identifier)
        if document is None:
            return (name,)
        rule = SigmaRule.from_dict(document | {"fields": [name]}, collect_errors=True, policy=POLICY)
        self.apply(rule)
        return tuple(dict.fromkeys(map(str, rule.fields)))

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """Variables of the pipelines, as values of placeholders."""
        found: dict[str, tuple[str, ...]] = {}
        for name, given in self.whole.vars.items():
            parts = given if isinstance(given, list) else [given]
            if all(isinstance(part, (str, int, float)) for part in parts):
                found[str(name)] = tuple(str(part) for part in parts)
        return found


def load_pipelines(paths: Sequence[str | Path]) -> Pipelines | None:
    """Read pipelines; of equal priority, those given first come first. None where there are none.

    Raises `RuleError` for one that is broken.
    """
    if not paths:
        return None
    digest = hashlib.sha256()
    read: list[ProcessingPipeline] = []
    notes: list[str] = []
    for path in _files(paths):
        content = _content(path)
        digest.update(hashlib.sha256(content).digest())
        read.append(_pipeline(path, content, notes))
    ordered = sorted(read, key=lambda one: one.priority)
    whole = ordered[0]
    for more in ordered[1:]:
        whole = whole + more
    return Pipelines(whole, digest.hexdigest(), tuple(notes))


def _files(paths: Sequence[str | Path]) -> Iterator[Path]:
    """Yield files as they are given, those of a folder by name."""
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        found = sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS)
        if not found:
            raise RuleError("no pipeline (.yml, .yaml) there", where=str(path), hint="give a file or a folder")
        yield from found


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RuleError(
            f"the pipeline cannot be read: {error.strerror}", where=str(path), hint="check the path after --pipeline"
        ) from error
    if len(content) > MAX_BYTES:
        raise RuleError(f"a pipeline of more than {MAX_BYTES >> 20} MiB", where=str(path))
    return content


def _pipeline(path: Path, content: bytes, notes: list[str]) -> ProcessingPipeline:
    where = str(path)
    try:
        found = list(documents(content))
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise RuleError(f"the pipeline is not YAML: {error.problem}", where=where + line, hint=HINT) from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise RuleError(f"the pipeline is not YAML: {_first_line(error)}", where=where, hint=HINT) from error
    except RuleError as error:
        raise RuleError(f"the pipeline cannot be used: {error.message}", where=where, hint=HINT) from error
    if len(found) != 1 or not isinstance(found[0][1], dict):
        raise RuleError("a pipeline is one mapping with 'transformations'", where=where, hint=HINT)
    given = dict(found[0][1])
    counts = {name: _count(given.pop(name)) for name in QUERY_PARTS if name in given}
    if any(counts.values()):
        said = " and ".join(f"{count} under '{name}'" for name, count in counts.items() if count)
        notes.append(f"{where}: left out, as there is no query to change: {said}")
    try:
        _check(given)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of what pySigma itself calls
            return ProcessingPipeline.from_dict(given, policy=POLICY)
    except RuleError as error:
        raise RuleError(error.message, where=_place(where, error.message, content), hint=HINT) from error
    except RecursionError:
        raise RuleError("the pipeline is nested too deeply", where=where, hint=HINT) from None
    except Exception as error:  # third-party parser's edge: whatever a pipeline holds, one line is said
        why = _first_line(error)
        raise RuleError(f"the pipeline cannot be used: {why}", where=_place(where, why, content), hint=HINT) from error


def _check(given: Mapping[Any, Any]) -> None:
    """Refuse what pySigma would take to be something else, and what reaches outside.

    Raises `RuleError`.
    """
    steps: Any = given.get("transformations", [])
    if not isinstance(steps, list):
        raise RuleError("'transformations' is a list of steps")
    if not isinstance(given.get("priority", 0), int):
        raise RuleError(f"the priority '{given['priority']}' is no whole number")
    if not isinstance(given.get("vars", {}), dict):
        raise RuleError("'vars' is a mapping of names to values")
    _check_steps(steps)


def _check_steps(steps: list[Any]) -> None:
    for number, step in enumerate(steps, 1):
        if not isinstance(step, dict):
            raise RuleError(f"step {number} of 'transformations' is no mapping with a 'type'")
        if step.get("type") in FOREIGN:
            raise RuleError(f"step {number} reaches outside ('{step['type']}'), which pipelines may not do here")
        for operator in ("rule_cond_op", "detection_item_cond_op", "field_name_cond_op"):
            if step.get(operator, "and") not in ("and", "or"):
                raise RuleError(f"step {number}: '{operator}' is 'and' or 'or', not '{step[operator]}'")
        if isinstance(step.get("items"), list):
            _check_steps(step["items"])


def _count(part: Any) -> int:
    return len(part) if isinstance(part, list) else int(part is not None)


def _place(where: str, why: str, content: bytes) -> str:
    """Return the file, with the line of what the reason quotes."""
    lines = content.decode("utf-8", "replace").splitlines()
    for quoted in re.findall(r"'([^']+)'", why):
        for number, line in enumerate(lines, 1):
            if quoted in line:
                return f"{where}:{number}"
    return where


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__

"""Every error that tocsin raises on purpose, read from its source: what it says, and what it says to do.

In: `src/tocsin`. Out: `Message`s. A piece of a text that is only known when it is raised is shown as `…`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tocsin"
NAMES = {"TocsinError", "UsageError", "DocumentError", "EvidenceError", "RuleError", "LimitError"}
SOME = "…"


class Message(NamedTuple):
    """One place that raises: the room, the module, the kind of error, its text, its hint (None: it has none)."""

    module: str
    line: int
    kind: str
    text: str
    hint: str | None


def messages() -> list[Message]:
    """Return every place that makes such an error, by module and line."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    kinds = NAMES | {
        node.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in NAMES for base in node.bases)
    }
    found: list[Message] = []
    for path, tree in trees.items():
        module = path.relative_to(SOURCE).with_suffix("").as_posix()
        found += _of(tree, module, kinds)
    return found


def _of(tree: ast.Module, module: str, kinds: set[str]) -> Iterator[Message]:
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: call.lineno):
        if isinstance(node.func, ast.Name) and node.func.id in kinds:
            hint = next((word.value for word in node.keywords if word.arg == "hint"), None)
            text = _text(node.args[0], constants) if node.args else SOME
            yield Message(module, node.lineno, node.func.id, text, None if hint is None else _text(hint, constants))


def _text(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    """Return a text as far as the source tells it.

    >>> _text(ast.parse('f"there is no level {text!r}" + more', mode="eval").body, {})
    'there is no level … …'
    """
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) else SOME
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) if isinstance(part, ast.Constant) else SOME for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return re.sub("…+", SOME, f"{_text(node.left, constants)} {_text(node.right, constants)}")
    if isinstance(node, ast.IfExp):
        return f"{_text(node.body, constants)}, or: {_text(node.orelse, constants)}"
    if isinstance(node, ast.Name) and node.id in constants:
        return _text(constants[node.id], {})
    return SOME

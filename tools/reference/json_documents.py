"""docs/reference/json.md: every JSON document that tocsin writes, field by field, from its schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"
WRITERS = {
    "verdict": "`tocsin check --json`, `verdict.json`",
    "report": "`tocsin read --format json`",
    "hit": "a line of `tocsin hunt --format jsonl` and of `hits.jsonl`",
    "coverage": "`tocsin coverage --format json`",
    "explanation": "`tocsin hunt --explain … --format json`",
    "manifest": "`manifest.json`",
}
HEAD = """# JSON

UTF-8, times in RFC 3339 UTC, spans half-open in characters of the document's text. Every document begins with
`"tocsin": {"version", "format"}`; `format` is 1, and changes only when a field changes its meaning or goes away.
Written from the schemas in `docs/schema/`, which are made from the model, by `python -m tools.reference`; do not
edit it.
"""


def page() -> str:
    """Return the page."""
    lines = [HEAD]
    for path in sorted(SCHEMAS.glob("*.schema.json"), key=lambda path: _rank(path.name.split(".")[0])):
        name = path.name.split(".")[0]
        schema = json.loads(path.read_text("utf-8"))
        lines += [f"## {name.capitalize()}", "", f"{WRITERS.get(name, name)}; [schema](../schema/{path.name}).", ""]
        for title, node in _objects(schema):
            lines += [f"**{title}**", "", "| field | type | |", "| --- | --- | --- |", *_fields(node), ""]
        for title, node in sorted(schema.get("$defs", {}).items()):
            if "enum" in node:
                lines += [f"**{title}**: {_type(node)}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _rank(name: str) -> tuple[int, str]:
    order = list(WRITERS)
    return (order.index(name) if name in order else len(order), name)


def _objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    top = schema
    if "$ref" in schema:
        top = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    elif "properties" not in schema:
        top = {}
    if top:
        yield "document", top
    for name, node in sorted(schema.get("$defs", {}).items()):
        if node.get("properties") and node is not top:
            yield name, node


def _fields(node: dict[str, Any]) -> Iterator[str]:
    required = set(node.get("required", ()))
    for name, field in node["properties"].items():
        note = "" if name in required else "may be left out"
        said = field.get("description", "")
        yield f"| `{name}` | {_type(field)} | {'; '.join(filter(None, (said, note)))} |"


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_type(one) for one in field["anyOf"]))
    if "enum" in field:
        return ", ".join(f"`{json.dumps(value)}`" for value in field["enum"])
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    kind = field.get("type", "any")
    if kind == "array":
        items = field.get("items")
        if not isinstance(items, dict) and field.get("prefixItems"):
            return f"[{', '.join(_type(one) for one in field['prefixItems'])}]"
        return f"list of {_type(items)}" if isinstance(items, dict) else "list"
    if kind == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"object of {_type(field['additionalProperties'])}"
    return " or ".join(kind) if isinstance(kind, list) else kind

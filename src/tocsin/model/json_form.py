"""JSON of the model's nouns: written, read and described (JSON Schema) in this one place.

Every document starts with `"tocsin": {"version", "format"}`; bytes are UTF-8 and the same for the same noun.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

import msgspec

from tocsin.model.noun import Noun

N = TypeVar("N", bound=Noun)

FORMAT = 1
"""Version of the JSON forms; it changes when a field is renamed or removed."""


def _version() -> str:
    from tocsin import __version__

    return __version__


def to_builtins(noun: Noun) -> dict[str, Any]:
    """Return the noun as plain dictionaries and lists, field names as in JSON."""
    return cast(dict[str, Any], msgspec.to_builtins(noun))


def to_json(noun: Noun, *, header: bool = True, indent: int = 1) -> bytes:
    """Return the noun as a JSON document; `indent` 0 gives one line."""
    body = to_builtins(noun)
    if header:
        body = {"tocsin": {"version": _version(), "format": FORMAT}, **body}
    encoded = json_bytes(body)
    return msgspec.json.format(encoded, indent=indent) + b"\n" if indent else encoded + b"\n"


def json_bytes(value: Any) -> bytes:
    r"""Return plain data as JSON; lone surrogates, which UTF-8 cannot hold, are written out as file names show them.

    >>> json_bytes({"path": "caf\udce9"})
    b'{"path":"caf\\\\udce9"}'
    """
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(value))


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(inner) for inner in value]
    return value


def from_json(data: bytes, noun: type[N]) -> N:
    """Read a noun back; a missing or mistyped field raises `msgspec.ValidationError` that names its path."""
    return msgspec.json.decode(data, type=noun)


def schema(noun: type[Noun]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a noun's document, header included."""
    (_,), components = msgspec.json.schema_components([noun], ref_template="#/$defs/{name}")
    own = components.pop(noun.__name__)
    header = {
        "type": "object",
        "properties": {"version": {"type": "string"}, "format": {"const": FORMAT}},
        "required": ["version", "format"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **own,
        "properties": {"tocsin": header, **own["properties"]},
        "required": ["tocsin", *own["required"]],
        "$defs": components,
    }

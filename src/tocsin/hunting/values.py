"""Values of the user's for placeholders: `%Admins%` in a rule with `expand` stands for each of them.

In: a YAML file, `Name: [values]`. Out: names and values.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tocsin.hunting.yaml_documents import documents
from tocsin.model.errors import RuleError

MAX_BYTES = 16 << 20

Values = Mapping[str, tuple[str, ...]]
"""Name of a placeholder, without the `%` -> what it stands for; values may have wildcards."""


def load_values(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Read a file of values.

    Raises `RuleError` for what is no mapping of names to texts or numbers, or lists of them.
    """
    where = str(path)
    hint = "write Name: [value, value], one placeholder a line"
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise RuleError(f"values of more than {MAX_BYTES >> 20} MiB", where=where)
        found = [document for _, document in documents(content)]
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", where=where, hint="check the path") from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise RuleError(f"not YAML: {str(error).splitlines()[0]}", where=where, hint=hint) from error
    values: dict[str, tuple[str, ...]] = {}
    for document in found:
        if not isinstance(document, dict):
            raise RuleError("no mapping of names to values", where=where, hint=hint)
        for name, given in document.items():
            values[str(name).strip("%")] = _texts(str(name), given, where, hint)
    return values


def _texts(name: str, given: Any, where: str, hint: str) -> tuple[str, ...]:
    parts = given if isinstance(given, list) else [given]
    if not parts or not all(isinstance(part, (str, int, float)) and not isinstance(part, bool) for part in parts):
        raise RuleError(f"{name}: its values are not texts or numbers", where=where, hint=hint)
    return tuple(dict.fromkeys(str(part) for part in parts))

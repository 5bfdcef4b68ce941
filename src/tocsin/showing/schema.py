"""JSON Schemas of the documents tocsin writes, made from the model.

`python -m tocsin.showing.schema --out docs/schema` writes them; a test compares what stands
in the folder with what this makes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tocsin.model.evidence import Inventory
from tocsin.model.explanation import Explanation
from tocsin.model.hits import Hit
from tocsin.model.interchange import EXTENSION, ClaimExtension, ReportExtension
from tocsin.model.json_form import schema
from tocsin.model.manifest import Manifest
from tocsin.model.report import Report
from tocsin.model.sharing import SharedVerdict
from tocsin.model.verdict import Verdict

Schema = dict[str, Any]


def _hit() -> Schema:
    # a line of JSON Lines has no header, and a correlation has `events` in place of `source` and `event`
    whole = schema(Hit)
    del whole["properties"]["tocsin"]
    whole["properties"]["events"] = whole["properties"].pop("correlated")
    varying = ("tocsin", "source", "event", "events", "correlated")
    whole["required"] = [name for name in whole["required"] if name not in varying]
    whole["anyOf"] = [{"required": ["source", "event"]}, {"required": ["events"]}]
    return whole


def _stix_extension() -> Schema:
    """Return what stands under the extension's id: of a note or of a report."""
    carried = [schema(ClaimExtension), schema(ReportExtension)]
    defined: Schema = {}
    for one in carried:
        defined |= one.pop("$defs")
        del one["properties"]["tocsin"]
        one["required"].remove("tocsin")
        del one["$schema"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"STIX property extension {EXTENSION}",
        "oneOf": carried,
        "$defs": defined,
    }


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "verdict.schema.json": lambda: schema(Verdict),
    "report.schema.json": lambda: schema(Report),
    "hit.schema.json": _hit,
    "coverage.schema.json": lambda: schema(Inventory),
    "manifest.schema.json": lambda: schema(Manifest),
    "explanation.schema.json": lambda: schema(Explanation),
    "shared-verdict.schema.json": lambda: schema(SharedVerdict),
    "stix-extension.schema.json": _stix_extension,
}


def text(name: str) -> str:
    """Return one of `SCHEMAS` as it stands in its file."""
    return json.dumps(SCHEMAS[name](), indent=1, ensure_ascii=False) + "\n"


def write(out: Path) -> tuple[Path, ...]:
    """Write all schemas into a folder and return their paths."""
    out.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (out / name).write_text(text(name), encoding="utf-8")
    return tuple(out / name for name in SCHEMAS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the JSON Schemas of tocsin's documents.")
    parser.add_argument("--out", type=Path, default=Path("docs/schema"))
    write(parser.parse_args().out)

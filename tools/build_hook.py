"""Put a bill of materials into the wheel (CycloneDX 1.5, PEP 770): what tocsin runs with, as it was tested.

In: `requirements.lock`. Out: `<wheel>.dist-info/sboms/tocsin.cdx.json`, the same bytes for the same lock: no clock, no
machine, no random number.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAMESPACE = UUID("0d3c3a7e-5a0b-5c7e-9b55-0d6a7c5f4e21")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?$", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """Return the packages that a lock names, by name, each with its marker and the checksums it may have."""
    found: list[dict[str, Any]] = []
    places = list(_PINNED.finditer(lock))
    for number, place in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(lock)
        name, version, marker = place[1].lower(), place[2], place[3]
        part: dict[str, Any] = {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": one} for one in _HASH.findall(lock, place.end(), end)],
        }
        if marker:
            part["properties"] = [{"name": "tocsin:marker", "value": marker}]
        found.append(part)
    return sorted(found, key=lambda part: (part["name"], part["version"]))


def bill(lock: str, version: str) -> str:
    """Return the bill of materials of this version with this lock, as JSON."""
    root = f"pkg:pypi/tocsin@{version}"
    parts = components(lock)
    made = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE, version + lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "tocsin",
                "version": version,
                "purl": root,
                "bom-ref": root,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": root, "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    return json.dumps(made, indent=1) + "\n"


class BillOfMaterials(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the bill when a wheel is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the bill to what goes into the wheel."""
        lock = Path(self.root) / "requirements.lock"
        if self.target_name != "wheel" or version == "editable" or not lock.exists():
            return
        self._folder = tempfile.TemporaryDirectory()
        made = Path(self._folder.name) / "tocsin.cdx.json"
        made.write_text(bill(lock.read_text(encoding="utf-8"), self.metadata.version), encoding="utf-8")
        build_data["sbom_files"].append(str(made))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was written for the build."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()

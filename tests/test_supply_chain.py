"""What a wheel is made of: locked with checksums, listed in the wheel, and the same bytes from two builds."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(requirements: list[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", one)[0]).lower() for one in requirements}  # type: ignore[index]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_requirement_is_locked_with_checksums(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)
    wanted = list(PROJECT["dependencies"])
    if lock == "requirements-dev.lock":
        wanted += [one for extra in PROJECT["optional-dependencies"].values() for one in extra]

    assert names(wanted) <= {name.lower() for name in pinned}
    assert all("--hash=sha256:" in part for part in re.split(r"^(?=\S)", text, flags=re.MULTILINE) if part.strip())
    assert "://" not in text


def test_two_builds_give_the_same_wheel_with_a_bill_of_materials(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="SKIPPED, hatchling is not installed")
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "requirements.lock"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "tools", source / "tools")
    shutil.copytree(ROOT / "share", source / "share")
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    made = []
    for number in range(2):
        out = tmp_path / f"{number}"
        for path in source.rglob("*"):
            os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
        subprocess.run(command, cwd=source, check=True, capture_output=True)
        made.append(next(out.glob("*.whl")))

    assert hashlib.sha256(made[0].read_bytes()).digest() == hashlib.sha256(made[1].read_bytes()).digest()
    with zipfile.ZipFile(made[0]) as wheel:
        bill = json.loads(wheel.read(next(name for name in wheel.namelist() if name.endswith("sboms/tocsin.cdx.json"))))
    assert bill["bomFormat"] == "CycloneDX"
    assert names(PROJECT["dependencies"]) <= {part["name"] for part in bill["components"]}
    assert all(part["hashes"] for part in bill["components"])


def test_the_audit_finds_what_a_database_says() -> None:
    audit = tool("audit")
    packages = audit.locked("a-b==1.5 \\\n    --hash=sha256:0\nc==2\n")

    def entry(*events: dict[str, str], **more: object) -> dict[str, object]:
        ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
        return {"affected": [{"package": {"ecosystem": "PyPI", "name": "A_b"}, "ranges": ranges}], **more}

    assert packages == {"a-b": "1.5", "c": "2"}
    assert list(audit.affected(entry({"introduced": "0"}, {"fixed": "1.6"}), packages)) == [("a-b", "1.5")]
    assert list(audit.affected(entry({"introduced": "0"}, {"fixed": "1.5"}), packages)) == []
    assert list(audit.affected(entry({"introduced": "1.6"}), packages)) == []
    assert list(audit.affected(entry({"introduced": "0"}, {"last_affected": "1.5"}), packages)) == [("a-b", "1.5")]
    assert list(audit.affected(entry({"introduced": "0"}, withdrawn="2026"), packages)) == []

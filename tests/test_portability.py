"""Elsewhere than on Linux: without what only POSIX has, and without Hyperscan, all loads and a hunt finds the same.

A fresh interpreter in which these modules do not exist stands for Windows; not all that differs there can be shown so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"

HIDE = """
import builtins, os, sys, multiprocessing
HIDDEN = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "hyperscan"}
class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Nowhere())
for name in HIDDEN: sys.modules.pop(name, None)
multiprocessing.get_all_start_methods = lambda: ["spawn"]
POSIX = "fork forkpty getuid geteuid getgid mkfifo setsid killpg getpgid sched_getaffinity sched_setaffinity fchmod"
for name in (*POSIX.split(), "chown", "fchown", "pread", "posix_fadvise", "getloadavg"):
    if hasattr(os, name): delattr(os, name)
"""

EVERY_MODULE = """
import importlib, pkgutil
import tocsin
failed = []
for found in pkgutil.walk_packages(tocsin.__path__, "tocsin."):
    if ".packs." in found.name or found.name.endswith("__main__"): continue
    try:
        importlib.import_module(found.name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in HIDDEN: failed.append(f"{found.name}: {error}")
    except AttributeError as error:
        failed.append(f"{found.name}: {error}")
print(failed)
"""

HUNT = """
import sys
from tocsin.cli.main import run
print("exit", run(["hunt", sys.argv[1], "--rules", sys.argv[2], "--format", "jsonl", "--workers", "1", "--quiet"]))
"""

LOG = b"""#Software: Microsoft Internet Information Services 10.0
#Fields: date time cs-method cs-uri-stem c-ip sc-status
2021-03-02 07:00:00 POST /ecp/proxyLogon.ecp 203.0.113.9 241
2021-03-02 07:00:01 GET /owa/auth/logon.aspx 203.0.113.9 200
"""

RULE = """title: T
id: 6e1c0f1e-2f3b-4a52-9a57-0a7f3f1f2a12
logsource: {category: webserver}
detection: {a: {cs-uri-stem|contains: proxylogon, sc-status: 241}, condition: a}
level: high
"""


def fresh(code: str, *arguments: str, cache: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
        env={"PATH": "", "PYTHONPATH": str(SOURCE), "HOME": str(cache), "TOCSIN_CACHE": str(cache)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_every_module_loads_without_what_only_posix_has(tmp_path: Path) -> None:
    assert fresh(HIDE + EVERY_MODULE, cache=tmp_path) == "[]\n"


def test_a_hunt_finds_the_same(tmp_path: Path) -> None:
    logs, rule = tmp_path / "logs", tmp_path / "rule.yml"
    logs.mkdir()
    (logs / "u_ex210302.log").write_bytes(LOG)
    rule.write_text(RULE)

    here = fresh(HUNT, str(logs), str(rule), cache=tmp_path / "here")
    there = fresh(HIDE + HUNT, str(logs), str(rule), cache=tmp_path / "there")

    assert here == there
    assert '"id":"6e1c0f1e-2f3b-4a52-9a57-0a7f3f1f2a12"' in there
    assert there.endswith("exit 1\n")

"""Evidence of several kinds of logs, damage included, for tests of the lake."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.evtx_writer import write_evtx
from benchmarks.rule_sets import made_rules, write_rules
from benchmarks.windows_days import events
from tests.collecting.boxes import zipped
from tests.collecting.samples import HTTPPROXY, IIS, NXLOG, RECORDING, WINLOGBEAT

KEYWORDS = """title: Words anywhere
id: 5b0d1f6e-6a0e-4f6e-9f0e-3f5b6f0b7a11
status: test
level: high
logsource: {product: windows}
detection:
  words: ['delete shadows', 'urlcache', '/ecp/']
  condition: words
"""
WEB = """title: Requests of ECP
id: 0f1de6a5-4c4c-4c4b-8b0f-1d6a0b6d7c11
status: test
level: low
logsource: {category: webserver}
detection:
  selection: {cs-uri-stem|contains: '/'}
  condition: selection
"""


@cache
def windows_log(count: int) -> bytes:
    """So many events as EVTX, of which one chunk is damaged; made once, since many tests want the same."""
    data = bytearray(write_evtx(events(count)))
    data[4096 + 3000 : 4096 + 3200] = b"\xff" * 200
    return bytes(data)


def write_evidence(folder: Path, *, count: int = 1500) -> Path:
    """Windows events, of which one chunk is damaged, web logs with half a line, JSON in a zip."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "days.evtx").write_bytes(windows_log(count))
    site = folder / "W3SVC1"
    site.mkdir(exist_ok=True)
    (site / "u_ex210302.log").write_bytes(IIS + b"2021-03-02 07:0")
    (folder / "HttpProxy_2021030207-1.LOG").write_bytes(HTTPPROXY)
    lines = b"\n".join([NXLOG, b'{"half": ', RECORDING, WINLOGBEAT]) + b"\n"
    (folder / "export.zip").write_bytes(zipped({"inner/events.json": lines}))
    (folder / "notes.bin").write_bytes(b"\0\1\2")
    return folder


def write_rule_set(folder: Path) -> Path:
    """Made rules over all fields, one of keywords, one of web logs."""
    rules = write_rules(folder, made_rules(60))
    (rules / "keywords.yml").write_text(KEYWORDS, encoding="utf-8")
    (rules / "web.yml").write_text(WEB, encoding="utf-8")
    return rules

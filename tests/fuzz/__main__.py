"""Change good input at random and see that nothing but the errors raised on purpose comes out.

    python -m tests.fuzz --seconds 30 [--seed 1] [--target evtx]

Targets are every log format, every archive, mapping files, every document type, lists of indicators, Sigma rules, packs' YAML
and pipelines. The seconds are of processor time, so that a busy machine does not shorten the search. A failure is printed with what is needed to see it again, and the changed input is written to
`fuzz-<target>-<seed>.bin`. At the end the memory that the process holds is compared with what it held after a tenth of the
time. Exit 1 if there was a failure, or memory grew by more than a quarter and 200 MB.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import tocsin
from tocsin.collecting import collect
from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.coverage import Survey
from tocsin.collecting.format import Source
from tocsin.collecting.formats import FORMATS
from tocsin.collecting.limits import Limits
from tocsin.hunting.indicator_files import load_indicators
from tocsin.hunting.match import Matcher
from tocsin.hunting.pipelines import load_pipelines
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.rules import load_rules
from tocsin.model.errors import TocsinError
from tocsin.reading.document_formats import FORMATS as DOCUMENT_FORMATS
from tocsin.reading.document_formats.extracted import Limits as DocumentLimits
from tocsin.reading.documents import document_of
from tocsin.reading.indicators import find_indicators

from tests.collecting.boxes import gzipped, seven_zipped, tarred, zipped
from tests.collecting.samples import SAMPLES
from tests.hostile import documents as hostile
from tests.hostile.runs import resident

SLOWEST = 10.0
"""Seconds of processor time that one input may take."""

GROWTH_BYTES = 200 << 20

DOCUMENTS = {
    "text": "On Monday the U.S. accused China of the Microsoft Exchange hack. hxxp://evil[.]example/a CVE-2021-26855",
    "markdown": "# Advisory\n\n* T1190 and TA1505.003\n* `192.0.2[.]7`\n",
    "html": "<html><head><title>t</title></head><body><p>APT40 &amp; APT31</p><script>x()</script></body></html>",
}
RULE = b"""title: A rule
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: process_creation}
detection:
  sel:
    Image|endswith: ['\\cmd.exe', '\\power*.exe']
    CommandLine|re|i: 'a+b?c'
  other: {User: null}
  condition: sel and not 1 of other*
level: high
"""


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return the input with some bytes changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(6)
        if kind == 0 and changed:
            changed[at % len(changed)] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + chance.choice((1, 2, 8, 64, 4096))]
        elif kind == 2:
            changed[at:at] = changed[at : at + chance.choice((1, 16, 512))]
        elif kind == 3:
            changed[at:at] = chance.choice(
                (b"\0", b"\xff\xfe", b"\r", b"\n", b'"', b"#", b"{", b"[" * 200, b"\\", b"%s")
            )
        elif kind == 4:
            changed[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"**\0\0"))
        else:
            del changed[at:]
    return bytes(changed)


def _log(name: str, matcher: Matcher) -> Callable[[bytes], None]:
    known = next(one for one in FORMATS if one.name == name)

    def run(data: bytes) -> None:
        known.recognise(data[:8192], "x.log")
        survey = Survey()
        for part in known.read(io.BytesIO(data), Source("x.log"), ALL_FIELDS):
            survey.take(part)
            if isinstance(part, EventBatch):
                list(matcher.match(part))
        survey.coverage()

    return run


def _document(data: bytes) -> None:
    # the reader itself: in a process of its own, as users run it, a crash would only be reported
    form = next(form for form in DOCUMENT_FORMATS if form.recognise(data[:65536], "x"))
    extracted = form.read(data, "x", DocumentLimits())
    find_indicators(document_of(extracted.text.encode("utf-8", "surrogatepass")[:200_000], "x.txt"))


def _indicators(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("x.json", "x.csv", "x.txt"):
            path = Path(folder) / name
            path.write_bytes(data)
            with contextlib.suppress(TocsinError):
                load_indicators([path])


def _pipeline(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yml"
        path.write_bytes(data)
        load_pipelines([path])


def _pack(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PACK, Path(folder) / "pack")
        (Path(folder) / "pack" / "pack.yaml").write_bytes(data)
        load_rules([Path(folder) / "pack"], packs=False)


def _rule(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yml"
        path.write_bytes(data)
        load_rules([path], packs=False)


def _archive(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.bin"
        path.write_bytes(data)
        try:
            collect([path], password="correct horse", limits=Limits(container_bytes=1 << 26)).inventory()  # noqa: S106
        finally:
            path.unlink()


def _mapping(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(b"t,h,u\n2021-03-02T07:00:00Z,a,b\n")
        (Path(folder) / "map.yaml").write_bytes(data)
        collect([path], mapping=Path(folder) / "map.yaml").inventory()


def _archives() -> dict[str, bytes]:
    files = {"W3SVC1/u_ex210302.log": SAMPLES["iis"][1], "x.evtx": SAMPLES["evtx"][1]}
    made = {"zip": zipped(files), "tar": tarred(files), "7z": seven_zipped(files), "gz": gzipped(SAMPLES["iis"][1])}
    made["7z-locked"] = seven_zipped(files, "correct horse")
    made["nested"] = gzipped(tarred({"in.zip": made["zip"], "in.7z": made["7z"]}))
    return made


MAPPING = b"""- files: "*.csv"
  format: csv
  log: iis
  time: {column: t, format: iso, zone: Europe/Berlin}
  host: {column: h}
  rename: {u: cs-uri-stem}
"""


MAIL = (
    b"From: a@b.example\nSubject: An advisory\nDate: Mon, 19 Jul 2021 10:00:00 +0000\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
    + hostile.CLAIM.encode()
    + b"\n--b\nContent-Type: text/html\n\n<p>T1190</p>\n--b--\n"
)
JSON_DOCUMENTS = {
    "stix": {
        "type": "bundle",
        "id": "bundle--0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c",
        "objects": [{"type": "report", "spec_version": "2.1", "name": "r", "description": hostile.CLAIM}],
    },
    "misp": {"Event": {"info": hostile.CLAIM, "Attribute": [{"type": "ip-dst", "value": "192.0.2.7", "comment": "c"}]}},
}
LISTS = {
    "text": b"evil[.]example\n192.0.2.7\n# c\nd41d8cd98f00b204e9800998ecf8427f\nC:\\x\\evil.exe\n",
    "csv": b"type,value,comment\nip,192.0.2.7,c\ndomain,evil.example,\n",
    "stix": b'{"type":"bundle","objects":[{"type":"indicator","pattern_type":"stix","pattern":"[ipv4-addr:value = \'192.0.2.7\' OR file:name = \'a.exe\']"}]}',
}
PIPELINE = b"""name: p
priority: 10
transformations:
  - id: a
    type: field_name_mapping
    mapping: {CommandLine: command_line}
    rule_conditions: [{type: logsource, product: windows}]
"""
PACK = Path(tocsin.__file__).parent / "packs" / "exchange-2021"


def used() -> float:
    """Return the seconds of processor time that this process and those it waited for have taken."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def targets() -> dict[str, tuple[list[bytes], Callable[[bytes], None]]]:
    """Return each target's good inputs and what is done with a changed one."""
    matcher = Matcher(compile_plan(load_rules()))
    found = {f"log-{name}": ([data], _log(name, matcher)) for name, (_, data) in SAMPLES.items()}
    found |= {f"document-{name}": ([text.encode()], _document) for name, text in DOCUMENTS.items()}
    made = {
        "pdf": hostile.page(),
        "docx": hostile.docx(f"<w:p><w:r><w:t>{hostile.CLAIM}</w:t></w:r></w:p>"),
        "eml": MAIL,
    }
    made |= {name: json.dumps(value).encode() for name, value in JSON_DOCUMENTS.items()}
    found |= {f"document-{name}": ([data], _document) for name, data in made.items()}
    found |= {f"indicators-{name}": ([data], _indicators) for name, data in LISTS.items()}
    found |= {"pipeline": ([PIPELINE], _pipeline), "pack": ([(PACK / "pack.yaml").read_bytes()], _pack)}
    found |= {f"archive-{name}": ([data], _archive) for name, data in _archives().items()}
    return found | {"rule": ([RULE], _rule), "mapping": ([MAPPING], _mapping)}


def main() -> int:
    """Run until the time is up; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", default="")
    given = parser.parse_args()
    chosen = {name: target for name, target in targets().items() if given.target in name}
    counts = dict.fromkeys(chosen, 0)
    failed = 0
    seed = given.seed
    start, begin = time.monotonic(), used()
    end = begin + given.seconds
    early = 0
    while used() < end and failed < 10:
        for name, (inputs, run) in chosen.items():
            chance = random.Random(f"{name}-{seed}")
            data = mutate(chance.choice(inputs), chance)
            begun = time.process_time()
            try:
                run(data)
            except (TocsinError, KeyboardInterrupt):
                pass
            except BaseException:  # noqa: BLE001 - finding these is what fuzzing is for
                failed += 1
                Path(f"fuzz-{name}-{seed}.bin").write_bytes(data)
                print(f"FAILED {name} --seed {seed} --target {name}")
                traceback.print_exc()
            if time.process_time() - begun > SLOWEST:
                failed += 1
                print(f"TOO SLOW {name} --seed {seed} --target {name}: {time.process_time() - begun:.1f} s")
            counts[name] += 1
        seed += 1
        if not early and used() - begin > given.seconds / 10:
            early = resident()
    print(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    print(f"{sum(counts.values()):,} inputs, {failed} failures, seeds {given.seed} to {seed - 1}")
    print(f"{used() - begin:,.0f} s of processor time in {time.monotonic() - start:,.0f} s on the clock")
    late = resident()
    print(f"memory: {early >> 20} MB after a tenth of the time, {late >> 20} MB at the end")
    grown = late - early > max(GROWTH_BYTES, early // 4)
    return 1 if failed or (early and grown) else 0


if __name__ == "__main__":
    sys.exit(main())

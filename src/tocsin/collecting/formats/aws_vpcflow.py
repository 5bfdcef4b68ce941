"""VPC flow logs of AWS: who sent how much to whom, accepted or rejected, by network interface.

In: a stream: files of a bucket (a header names the fields, in any order: versions 2 to 10 and custom formats), or
lines of the default format (version 2) as CloudWatch gives them out, with or without its time before them. Out: one
event a line under the log's names (`srcaddr`, `dstport`, `action`); `-` is "no value". `_log` is `flow`, `_host` the
account, the time that of `start`. Source: docs.aws.amazon.com, VPC flow log records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc
from tocsin.collecting.delimited import Dialect, parse
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import Header, Run, lost, runs, too_long, unique
from tocsin.collecting.lines import LineBlock
from tocsin.collecting.patterned import filled, numbered
from tocsin.collecting.times import MOMENT, moments
from tocsin.model.evidence import Rejected

FAMILY = "aws-vpcflow"
DEFAULT = (
    *("version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets"),
    *("bytes", "start", "end", "action", "log-status"),
)
KNOWN = frozenset(
    {
        *DEFAULT,
        "vpc-id",
        "subnet-id",
        "instance-id",
        "tcp-flags",
        "type",
        "pkt-srcaddr",
        "pkt-dstaddr",
        "region",
        "az-id",
    }
    | {"sublocation-type", "sublocation-id", "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction"}
    | {"traffic-path", "ecs-cluster-arn", "ecs-cluster-name", "ecs-task-id", "reject-reason"}
)
_LINE = re.compile(
    rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z )?\d{1,2} (\d{12}|unknown) eni-\S+ (\S+ ){9}"
    rb"(ACCEPT|REJECT|-) (OK|NODATA|SKIPDATA)\s*"
)
_SPACED = Dialect(" ", False, "-")


def _is_header(line: bytes, header: Header) -> bool:
    names = line.decode("ascii", "replace").replace("_", "-").split()
    return len(names) > 2 and sum(name in KNOWN for name in names) * 2 > len(names)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first line: a header of known names, or a record of the default format."""
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].strip()
    known = _is_header(line, Header()) and (b"interface-id" in line or b"srcaddr" in line or b"interface_id" in line)
    return Certainty.SURE if known or _LINE.fullmatch(line) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield each run of lines under one header as a batch, then those that do not fit it."""
    for run in runs(stream, None, _is_header):
        if not isinstance(run, Run):
            yield too_long(run, source)
            continue
        yield from _run(run, source, wanted)


def _run(run: Run, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    hashed = np.frombuffer(run.block.data, np.uint8)[run.block.begins] == ord("#")
    block = run.block.select(~hashed) if hashed.any() else run.block
    names = run.header.names or DEFAULT
    if not run.header.names and len(block):
        timed = block.counts(ord(" ")) == len(DEFAULT)
        if timed.any():  # CloudWatch puts its own time before each line
            yield from _parsed(block.select(timed), ("timestamp", *DEFAULT), source, wanted)
            block = block.select(~timed)
    if len(block):
        yield from _parsed(block, unique([name.replace("_", "-") for name in names]), source, wanted)


def _parsed(
    block: LineBlock, names: tuple[str, ...], source: Source, wanted: Wanted
) -> Iterator[EventBatch | Rejected]:
    always = {"start", "account-id", "timestamp"}
    parsed = parse(block, names, _SPACED, lambda name: name in always or wanted.wants(name))
    yield from lost(parsed.bad, parsed.reasons, source)
    count = len(parsed.rows)
    if not count:
        return
    values = parsed.values
    account = values.get("account-id")
    columns = numbered(parsed.rows) | {
        "_time": _start(values, count),
        "_host": constant(source.host, count) if account is None else filled(account, source.host),
        "_log": constant("flow", count),
    }
    columns |= {name: column for name, column in values.items() if wanted.wants(name) and column.null_count < count}
    yield EventBatch(source.path, FAMILY, pa.RecordBatch.from_pydict(columns))


def _start(values: dict[str, pa.Array], count: int) -> pa.Array:
    if "start" in values:
        digits = pc.match_substring_regex(values["start"], r"^\d{1,11}$")
        seconds = pc.cast(pc.if_else(digits, values["start"], pa.scalar(None, pa.string())), pa.int64())
        return pc.cast(pc.multiply(seconds, 1_000_000), MOMENT)
    return moments(values["timestamp"]) if "timestamp" in values else pa.nulls(count, MOMENT)


FORMAT = Format("aws-vpcflow", FAMILY, "flow records of a VPC", recognise, read)

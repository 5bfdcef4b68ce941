"""Parses chunks of EVTX with PyPI `evtx`: here, or run as a program, in a process of its own that can be ended.

In: a file made of chunks, and the record numbers expected in it, in order. Out: for each record, as far as the parser
returns them in that order, whether it has JSON, and the JSON or the reason why not.
As a program it reads requests from standard input and answers on standard output, both with their sizes before them; it
imports nothing of the project, so that it starts in no time.
"""

from __future__ import annotations

import io
import struct
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from evtx import PyEvtxParser

SIZES = struct.Struct("<QQ")
"""Before a request: bytes of the file, and how many numbers follow it. Before an answer: its bytes, and its results."""

RESULT = struct.Struct("<BQ")
"""Before each result: whether it is JSON, and its bytes."""

Result = tuple[bool, str]


def results(file: bytes, numbers: Sequence[int]) -> list[Result]:
    """Return what the parser makes of a file, as far as it returns the expected records in order."""
    found: list[Result] = []
    try:
        records = PyEvtxParser(io.BytesIO(file), 1).records_json()
    except Exception:  # noqa: BLE001 - third-party parser's edge: too few results say it
        return found
    for number in numbers:
        try:
            record = cast(dict[str, Any], next(records))
        except StopIteration:
            break
        except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
            raise
        except BaseException as error:  # noqa: BLE001 - third-party parser's edge: its panics are no `Exception`
            found.append((False, str(error)))
            continue
        if record["event_record_id"] != number:
            break
        found.append((True, record["data"]))
    return found


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while len(head := requests.read(SIZES.size)) == SIZES.size:
        size, count = SIZES.unpack(head)
        file = requests.read(size)
        numbers = struct.unpack(f"<{count}Q", requests.read(8 * count))
        body = b"".join(
            RESULT.pack(good, len(data)) + data
            for good, data in ((good, text.encode("utf-8", "replace")) for good, text in results(file, numbers))
        )
        answers.write(SIZES.pack(len(body), count) + body)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)

r"""Logs that antivirus programs write as text: Sophos, McAfee and Trellix, Trend Micro, Symantec.

In: a stream (`SAV.txt` in UTF-16, `AccessProtectionLog.txt`, `pccnt35.log`, `OfcUrlf.log`, `AVMan.log`, …). Out: one
event a line with `message`, `threat`, `Path`, `action`, `user`, `Image`, `rule`, `url`, as far as the line says them;
`_log` is `sophos`, `mcafee`, `trendmicro`, `trendmicro-web` or `symantec`. Times are local (`--timezone`, else UTC),
those of Trend Micro UTC where it writes seconds since 1970. Sources: the vendors' pages on their logs; plaso's
descriptions of the same logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import Kind, read_kinds, share, shown
from tocsin.collecting.messages import Pattern
from tocsin.collecting.times import iso
from tocsin.model.evidence import Rejected

FAMILY = "antivirus-log"
_SOPHOS = r"^(?P<time>\d{8} \d{6})\t(?P<message>.*)$"
_MCAFEE = (
    r"^(?P<time>\d{1,2}/\d{1,2}/\d{4}\t\d{1,2}:\d\d:\d\d(?: [AP]M)?)\t(?P<action>[^\t]*)\t(?P<user>[^\t]*)\t"
    r"(?P<Image>[^\t]*)(?:\t(?P<Path>[^\t]*))?(?:\t(?P<rule>[^\t]*))?(?:\t(?P<message>.*))?$"
)
_STAMP = r"(?P<time>\d{8}<;>\d{3,6})"
_DETECTION = r"<;>(?P<threat>[^<]*)<;>(?P<action>\d+)<;>(?P<scan_type>\d+)<;>[^<]*<;>(?P<Path>[^<]*)<;>(?P<file>[^<]*)"
_WEB = (
    r"<;>(?P<block>[01])<;>(?P<url>[^<]*)<;>(?P<group_code>[^<]*)<;>(?P<group>[^<]*)<;>(?P<rating>[^<]*)<;>(?P<policy>[^<]*)"
    r"<;>(?P<Image>[^<]*)<;>(?P<score>[^<]*)<;>(?P<src_ip>[^<]*)<;>[^<]*"
)
_UNIX = r"<;>(?P<time>\d{9,10})(?:<;>.*)?$"
_SYMANTEC = (
    r"^(?P<time>[0-9A-Fa-f]{12}),(?P<event>\d{1,2}),(?P<category>[1-4]),(?P<logger>\d+),(?P<host>[^,]*),"
    r"(?P<user>[^,]*),(?P<threat>[^,]*),(?P<Path>[^,]*),(?P<action1>[^,]*),(?P<action2>[^,]*),(?P<action>[^,]*),(?P<message>.*)$"
)
_SAYS = (
    Pattern(
        r"^(?:Virus/spyware|Adware or PUA|Suspicious file|Malware) '(?P<threat>[^']+)' has been"
        r" detected in \"(?P<Path>[^\"]*)\""
    ),
    Pattern(r"^File \"(?P<Path>[^\"]*)\" belongs to virus/spyware '(?P<threat>[^']*)'"),
    Pattern(r"^User \((?P<user>[^)]*)\)"),
)


def _together(text: str) -> str | None:
    """Return a time whose parts stand together as RFC 3339 has it.

    >>> _together("20210302 070000"), _together("330202070000")
    ('2021-03-02 07:00:00', '2021-03-02 07:00:00')
    """
    if len(text) == 12:  # Symantec: each part in two hexadecimal digits, years since 1970, months from 0
        year, month, day, hour, minute, second = (int(text[place : place + 2], 16) for place in range(0, 12, 2))
        return f"{year + 1970:04}-{month + 1:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    return f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[9:11]}:{text[11:13]}:{text[13:15]}"


def _american(text: str) -> str | None:
    r"""Return a time that begins with the month as RFC 3339 has it.

    >>> _american("3/2/2021\t7:00:00 PM"), _american("13/2/2021\t19:00:00")
    ('2021-03-02 19:00:00', '2021-02-13 19:00:00')
    """
    date, _, clock = text.partition("\t")
    month, day, year = date.split("/")
    if int(month) > 12:  # written in another language of Windows
        month, day = day, month
    hour, minutes = clock[: clock.index(":")], clock[clock.index(":") : clock.index(":") + 6]
    number = int(hour) % 12 + 12 * clock.endswith("PM") if clock.endswith("M") else int(hour)
    return f"{year}-{month:0>2}-{day:0>2} {number:02}{minutes}"


def _parted(text: str) -> str | None:
    """Return the time of a row of Trend Micro as RFC 3339 has it.

    >>> _parted("20210302<;>700"), _parted("20210302<;>070005")
    ('2021-03-02 07:00:00', '2021-03-02 07:00:05')
    """
    date, _, clock = text.partition("<;>")
    clock = clock if len(clock) == 6 else f"{clock:0>4}00"
    return f"{date[:4]}-{date[4:6]}-{date[6:8]} {clock[:2]}:{clock[2:4]}:{clock[4:6]}"


def _seconds(text: str) -> str | None:
    return iso(int(text) * 1_000_000)


_BARE = r"^\d{8}<;>\d{3,6}"
_KINDS = (
    Kind(_SOPHOS, FAMILY, "sophos", written=_together, local=True, messages=_SAYS),
    Kind(_SYMANTEC, FAMILY, "symantec", written=_together, local=True),
    Kind(_MCAFEE, FAMILY, "mcafee", written=_american, local=True),
    Kind(f"{_BARE}{_DETECTION}<;>[^<]*{_UNIX}", FAMILY, "trendmicro", written=_seconds),
    Kind(f"^{_STAMP}{_DETECTION}(?:<;>.*)?$", FAMILY, "trendmicro", written=_parted, local=True),
    Kind(f"{_BARE}{_WEB}{_UNIX}", FAMILY, "trendmicro-web", written=_seconds),
    Kind(f"^{_STAMP}{_WEB}(?:<;>.*)?$", FAMILY, "trendmicro-web", written=_parted, local=True),
)
_MARKS = tuple(re.compile(kind.pattern) for kind in _KINDS)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: all are of one of these programs."""
    lines = shown(head, syslog=False)
    return Certainty.SURE if max(share(lines, mark) for mark in _MARKS) > 0.7 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield lines in batches."""
    return read_kinds(stream, source, wanted, _KINDS, "no line of an antivirus program's log")


FORMAT = Format("antivirus-log", FAMILY, "lines of an antivirus program's log", recognise, read)

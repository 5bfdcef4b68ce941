r"""The scanner: one pass over a text that cuts out everything that could be an observable value.

In: a text. Out: candidates in order, each the longest that begins at its place, with spans in characters.
One automaton (RE2, leftmost-longest) knows all shapes, so that the time is linear in the text whatever the text
is; every open-ended look ahead is bounded or ends at white space. What a candidate is, `observables` decides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tocsin.reading.data import table
from tocsin.reading.linear import count_characters, encoded, pattern

LONGEST = 4_096
"""A longer candidate (in characters) is no value that a report gives; it is passed over."""

_WINDOW = 2 * LONGEST
"""Bytes that the automaton is shown at once where nothing is blank for longer: it looks ahead to the next blank, and
what is used up in small pieces would be looked through anew for each."""

_BLANK = re.compile(rb"\s")
_BLANKS = (b" ", b"\t", b"\n", b"\r", b"\f", b"\v")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that could be a value: `text[start:end] == raw`."""

    raw: str
    start: int
    end: int


# bytes of a letter beyond ASCII in UTF-8; typographic marks, spaces, symbols and emoji are left out
_LETTER = (
    r"[\xc3-\xdf][\x80-\xbf]|[\xe0\xe1\xe4-\xed][\x80-\xbf]{2}|\xe2[\x82-\xbf][\x80-\xbf]|\xe3[\x81-\xbf][\x80-\xbf]"
)


def _network(dot: str) -> tuple[str, ...]:
    """Return the shapes of addresses, names, URLs and e-mail addresses, defanged or not; the last begins anywhere."""
    at = r"(?:@| ?[\[({] ?(?:@|at|AT) ?[\])}] ?)"
    label = rf"(?:[A-Za-z0-9_]|{_LETTER})(?:[A-Za-z0-9_-]|{_LETTER})*"
    # a name that begins beyond ASCII has no word boundary before it
    wide = rf"(?:{_LETTER})(?:[A-Za-z0-9_-]|{_LETTER})*(?:{dot}{label})*{dot}"
    ending = rf"(?:[A-Za-z]{{2,24}}|xn--[a-z0-9-]{{2,59}}|(?:{_LETTER}){{2,24}})"
    host = rf"(?:{label}{dot})+{ending}"
    port = r"(?:(?:\[:\]|:)\d{1,5})?"
    tail = r"(?:[^\s<>\"|^`{}\xc2\xe2]|\xe2[\x82-\xbf])*"
    path = rf"(?:(?:/|\[/\]){tail})?"
    scheme = r"(?i:h(?:tt|xx|tx|xt|\*\*|__|\^\^)ps?|s?f[tx]ps?|meow|wss?|tcp|udp)"
    slashes = r" ?[\[({]?:[\])}]? ?[\[({]?(?://|\\\\|/\[/\]|\[/\]\[/\]|\[/\]/)[\])}]?"
    ipv4 = rf"\d{{1,3}}(?:{dot}\d{{1,3}}){{3}}"
    user = r"(?:[A-Za-z0-9_.%+-]+(?::[^\s@/\"<>]*)?@)?"
    ipv6 = r"[0-9a-fA-F]{1,4}(?:(?::|\[:\])[0-9a-fA-F]{0,4}){2,7}"
    url = rf"{scheme}{slashes}{user}(?:{host}|{ipv4}|{label}|\[{ipv6}\]){port}(?:[/?#]{tail}|\[/\]{tail})?"
    email = rf"[A-Za-z0-9._%+-]{{1,64}}{at}{host}"
    return url, email, host + port + path, ipv4 + port + path, ipv6 + r"(?:/\d{1,3})?", wide + ending + port + path


def _files() -> tuple[str, ...]:
    """Return the shapes of file names, registry keys and paths that begin with a letter; then those that do not."""
    extensions = "|".join(sorted({word for line in table("file_extensions.txt") for word in line.split()}))
    # a no-break space, which parts cells in texts made of tables, is no letter
    file = rf"(?:[A-Za-z0-9_]|{_LETTER})(?:[A-Za-z0-9_.$@+~-]|{_LETTER}){{0,120}}\.(?i:{extensions})"
    piece = r"(?:[^\s\\/:*?\"<>|,;\xe2]|\xe2[\x82-\xbf]|<[^<>\n\\]{1,60}>)+"
    words = rf"{piece}(?: {piece}){{0,4}}"
    rest = rf"(?:{words}\\+)*(?:{words})?"
    hive = r"(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)|HKLM|HKCU|HKCR|HKU|HKCC)"
    segment = r"(?:[A-Za-z0-9_.$~@%+=\x80-\xff-]|<[^<>\n/]{1,60}>)+"
    return (
        file,
        rf"{hive}\]?:?\\+{rest}",
        rf"[A-Za-z]:\\+{rest}",
        rf"(?:%[A-Za-z0-9_()]+%\\+|\$env:[A-Za-z]+\\+|\\\\?{words}\\+){rest}",
        rf"~?/{segment}(?:/{segment})+/?|~?/{segment}/",
    )


def _pattern() -> str:
    dot = r"(?:\.|\\\.| ?[\[({] ?(?:\.|dot|DOT|Dot|d0t|punto) ?[\])}] ?|\[\.|\.\])"
    comment = r"\([^()\r\n]*(?:\([^()\r\n]*\)[^()\r\n]*)*\)?"
    product = r"[A-Za-z][A-Za-z0-9_.-]*/v?\d[A-Za-z0-9_.-]*"
    agent = rf"{product}(?:[ +;,]{{0,3}}(?:{comment}|{product}|Mobile\b|Safari\b|KHTML\b|Gecko\b))*\+?"
    hashes = r"[0-9a-fA-F]{32}[0-9a-fA-F]*\b"
    wallet = r"(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[a-z0-9]{11,87}|0x[0-9a-fA-F]{40}"
    wallet += r"|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93})\b"
    asn = r"AS\d{2,10}\b|ASN?[: #]{1,2}\d{1,10}\b"
    *network, wide = _network(dot)
    *at_word, elsewhere, unix = _files()
    return rf"\b(?:{'|'.join((*network, *at_word, agent, hashes, wallet, asn))})|{wide}|{elsewhere}|{unix}"


@cache
def _automaton() -> Any:
    # room for the states, so that the automaton is never thrown away half built
    return pattern(_pattern(), memory=256 * 2**20)


Judge = Callable[[Candidate], int]
"""What is asked about a candidate: how many characters from its start are used up, at least one."""


def scan(text: str, judge: Judge) -> None:
    """Hand every candidate to `judge`, and go on where it says that the candidate is used up."""
    data = encoded(text)
    wide = len(data) != len(text)
    runs = long_runs(data, _WINDOW)
    position = byte = character = 0
    while position >= 0:
        stop = _stop(runs, position, len(data))
        following, position = position, -1
        after = following
        for found in _automaton().finditer(data, following, stop):
            start, end = found.span()
            # bytes and characters move on together, so that each byte is counted once
            character += count_characters(data[byte:start]) if wide else start - byte
            byte, after = start, end
            if end == stop < len(data):  # it may go on: looked at again from where it begins, or passed over whole
                position = start if end - start < _WINDOW // 2 else _end_of(data, start, end)
                break
            raw = data[start:end].decode("utf-8", "surrogatepass") if wide else text[start:end]
            used = judge(Candidate(raw, character, character + len(raw))) if len(raw) <= LONGEST else len(raw)
            if used != len(raw):
                # a judge may use up less, or more: a value that goes on in the next line
                printed = text[character : character + max(used, 1)]
                position = start + len(printed.encode("utf-8", "surrogatepass"))
                break
        else:
            if stop < len(data):  # what begins before the end of the window may have ended behind it
                position = max(after, stop - LONGEST)
                while data[position] & 0xC0 == 0x80:  # within a character
                    position -= 1


def long_runs(data: bytes, least: int) -> list[tuple[int, int]]:
    """Return the stretches without blanks of at least so many bytes, in order.

    Each holds a block of half the length that begins at a multiple of it, so that few places must be looked at.

    >>> long_runs(b"ab abcdef abcd", 4)
    [(3, 9), (10, 14)]
    """
    found: list[tuple[int, int]] = []
    half, end = max(1, least // 2), 0
    for begin in range(0, len(data), half):
        if begin < end or _BLANK.search(data, begin, begin + half):
            continue
        back = max(end, begin - half)  # the block before has a blank, or there is none
        start = max(back, *(data.rfind(blank, back, begin) + 1 for blank in _BLANKS))
        blank = _BLANK.search(data, begin)
        end = blank.start() if blank else len(data)
        if end - start >= least:
            found.append((start, end))
    return found


def _end_of(data: bytes, start: int, least: int) -> int:
    """Return where a candidate that is longer than a window ends."""
    whole = next(_automaton().finditer(data, start), None)
    return max(whole.end(), least) if whole is not None else least


def _stop(runs: Sequence[tuple[int, int]], position: int, size: int) -> int:
    """Return how far the automaton may look: anywhere, but in a run without blanks not to its end each time."""
    for begin, end in runs[bisect_right(runs, position + _WINDOW, key=lambda run: run[1]) :]:
        return min(max(position, begin) + _WINDOW, end)
    return size


def candidates(text: str) -> Iterator[Candidate]:
    """Return all candidates of a text, each taken whole; for looking at what the automaton sees."""
    found: list[Candidate] = []

    def keep(candidate: Candidate) -> int:
        found.append(candidate)
        return candidate.end - candidate.start

    scan(text, keep)
    return iter(found)

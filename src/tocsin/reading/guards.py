"""Guards: why a find of an indicator alone proves little, in the report's own words where it says so.

Reservations known of the value (hash of an empty file, shared hosting, documentation address, a folder), then those
that the report makes: hashes of legitimate tools, lists that it calls not definitive, files that only matter as
target of a POST request. None is "no reservation".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from tocsin.reading import hosts
from tocsin.reading.data import table
from tocsin.reading.linear import pattern, spans
from tocsin.reading.observables import Observable

LEGITIMATE_TOOLS = "legitimate tool: the report says that some of these hashes are; what folder the file is in decides"
NOT_DEFINITIVE = "not definitive, in the report's own words"
SHARED = "a site that everybody uses: only the whole address tells"
FOLDER = "a folder that is there anyway: what matters is which files are in it"
KEY = "a key that is there anyway: what matters is which value is set in it"
POST_ONLY = "a file that is there anyway: only a POST request to it tells"
DOCUMENTATION = "an address or name reserved for documentation"
PRIVATE = "an address of private networks"

_LEGITIMATE = re.compile(
    r"(?:\b(?:md5s?|sha-?(?:1|256|512)s?|hash(?:es)?|iocs?|indicators)\b[^.\n]{0,160}\blegitimate\b[^.\n]{0,40}"
    r"\b(?:tools?|files?|programs?|software|binar(?:y|ies)|utilit(?:y|ies))\b)"
    r"|(?:\blegitimate\b[^.\n]{0,40}\b(?:tools?|files?|programs?|software|binar(?:y|ies)|utilit(?:y|ies))\b[^.\n]{0,160}"
    r"\b(?:md5s?|sha-?(?:1|256|512)s?|hash(?:es)?|iocs?|indicators)\b)",
    re.IGNORECASE,
)
_DOUBT = (
    r"\bnot\s(?:be\s)?(?:taken\sas\s|considered\s|treated\sas\s|necessarily\s|regarded\sas\s)?(?:be\s)?(?:a\s)?"
    r"(?:definitive|conclusive|malicious|proof|indicative)\b|\bnot\snecessarily\b|\bmay\s(?:also\s)?be\s(?:legitimate|benign)\b"
)
_ORDINARY_KEY = re.compile(
    r"\\(?:run|runonce|currentversion|desktop|winlogon|services|policies|system|lsa|internet settings|explorer"
    r"|windows|cryptography|machineguid|terminal server|wdigest|uselogoncredential|environment|command"
    r"|image file execution options)$",
    re.IGNORECASE,
)
_POST = re.compile(r"\bPOST\b")
_AGENTS = re.compile(r"\buser[- ]?agents?\b", re.IGNORECASE)
_HASH_NAMES = {"md5": "file:md5", "sha1": "file:sha1", "sha256": "file:sha256", "sha512": "file:sha512"}
_NEAR = 300  # characters around the word in which a sentence on legitimate tools lies
_LIST = 4_000  # characters that a sentence about a list can govern
_KINDS = ("url", "domain-name", "ipv4-addr", "ipv6-addr", "user-agent", "file:path", "file:name")


class Guards:
    """The reservations that a report makes, read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._legitimate = _legitimate_types(text)
        doubts = spans(pattern(_DOUBT, any_case=True), text)
        self._doubts = tuple(_lists(text, doubts))
        self._starts = [start for start, _ in self._doubts]
        self._agents_in_doubt = any(_AGENTS.search(_context(text, start)) for start, _ in doubts)

    def guard(self, observable: Observable) -> str | None:
        """Return the reservation on a value, the strongest first."""
        return _of_value(observable, self._text) or self._of_report(observable)

    def _of_report(self, observable: Observable) -> str | None:
        if observable.type in self._legitimate:
            return LEGITIMATE_TOOLS
        if observable.type == "user-agent" and self._agents_in_doubt:
            return NOT_DEFINITIVE
        index = bisect_right(self._starts, observable.start) - 1
        if index >= 0 and observable.start < self._doubts[index][1] and observable.type in _KINDS:
            return NOT_DEFINITIVE
        return None


def _legitimate_types(text: str) -> frozenset[str]:
    found: set[str] = set()
    for start, end in spans(pattern(r"\blegitimate\b", any_case=True), text):
        match = _LEGITIMATE.search(text, max(0, start - _NEAR), end + _NEAR)
        if match is None:
            continue
        said = match.group().lower().replace("-", "")
        named = {kind for name, kind in _HASH_NAMES.items() if name in said}
        found |= named or set(_HASH_NAMES.values())
    return frozenset(found)


def _context(text: str, position: int) -> str:
    return text[max(0, position - 400) : position + 100]


def _lists(text: str, doubts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of the lists that follow a sentence of doubt which ends in a colon."""
    found: list[tuple[int, int]] = []
    for _, end in doubts:
        line_end = text.find("\n", end, end + 300)
        if line_end >= 0 and text[end:line_end].rstrip().endswith(":"):
            found.append((line_end, _list_end(text, line_end + 1)))
    return found


def _list_end(text: str, start: int) -> int:
    """Return where a list ends: at a line of prose, long, or one that introduces another list."""
    position = start
    for line in text[start : start + _LIST].splitlines(keepends=True):
        words = line.split()
        sentence = len(words) > 8 and (line.rstrip().endswith(".") or all(word.isalpha() for word in words[:4]))
        if sentence or (len(words) > 3 and line.rstrip().endswith(":")):
            break
        position += len(line)
    return position


@cache
def _empty() -> dict[str, str]:
    return {line.split("\t")[0]: line.split("\t")[1] for line in table("empty_hashes.tsv")}


def _of_value(observable: Observable, text: str) -> str | None:
    if observable.value in _empty():
        return f"the hash of {_empty()[observable.value]}"
    if observable.host is not None:
        return _of_host(observable)
    if observable.type == "file:path":
        return _of_path(observable, text)
    if observable.type == "windows-registry-key" and _ORDINARY_KEY.search(observable.value):
        return KEY
    return None


def _of_host(observable: Observable) -> str | None:
    host = observable.host or ""
    address = hosts.address(host)
    if address is not None:
        reserved = hosts.reservation(address)
        return DOCUMENTATION if reserved == "documentation" else PRIVATE if reserved else None
    if hosts.reserved_name(host):
        return DOCUMENTATION
    return SHARED if hosts.shared(host) and observable.type != "email-addr" else None


def _of_path(observable: Observable, text: str) -> str | None:
    name = re.split(r"[\\/]", observable.value)[-1]
    before = text[max(0, observable.start - 200) : observable.start].rpartition("\n")[2]
    introduced = text[max(0, observable.start - 600) : observable.start].rpartition(":")[0].rpartition("\n")[2]
    if "." not in name:
        return FOLDER
    if observable.value.startswith("/") and (_POST.search(before) or _POST.search(introduced)):
        return POST_ONLY
    return None

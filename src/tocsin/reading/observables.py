r"""Observables: what a candidate of the scanner is, if anything.

In: a candidate and the text around it. Out: its type (a STIX 2.1 observable), its plain value and its own span;
or nothing, and how much of the candidate is used up. Longer beats shorter: a URL does not also yield its domain,
a name is never shortened. What the report means by a value (guards, references) is decided elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_network

from tocsin.reading import hosts, paths, user_agents
from tocsin.reading.refang import refang
from tocsin.reading.scanner import Candidate
from tocsin.reading.wallets import MONEY, is_wallet

_HASHES = {32: "file:md5", 40: "file:sha1", 64: "file:sha256", 128: "file:sha512"}
_HEX = re.compile(r"[0-9a-fA-F]{32,}")
_IPV4 = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(/.*)?", re.S)
_URL = re.compile(r"([a-z]{2,5})://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:\[\]]+)(:\d{1,5})?([/?#].*)?", re.S)
_HOST_PATH = re.compile(r"([^/:]+)(:\d{1,5})?(/.*)?", re.S)
_ASN = re.compile(r"ASN?[: #]{0,2}(\d{1,10})")
_WALLET = re.compile(r"(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[a-z0-9]{11,87}|0x[0-9a-fA-F]{40}|[48][0-9AB]\w{93})")
_CLOSING = "\\.,;:!?'\"*_~’”)]}>"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_VERSION_BEFORE = re.compile(
    r"(?:\bv(?:er(?:sion)?s?)?\.?|\bbuild|\brelease|\bupdate|\bfirmware|\bOID|\bsection)[ :]*$", re.I
)
_Value = tuple[str, str, str | None]  # type, value, host
_AROUND = 120  # characters that decide what a word is about


_LINE = 120  # characters of a line that is one value
_AROUND_VALUES = " \t\r\n\"',:;[]()*•·-"


@dataclass(frozen=True, slots=True)
class Observable:
    """A value found: `text[start:end]` is how the report prints it."""

    type: str
    value: str
    start: int
    end: int
    defanged: bool
    host: str | None = None  # of network values: the name or address, lower case


@dataclass(frozen=True, slots=True)
class Judged:
    """What a candidate came to: a value or None, and how many of its characters are used up."""

    found: Observable | None
    used: int


def judge(candidate: Candidate, text: str) -> Judged:
    """Say what a candidate is."""
    raw = candidate.raw
    if _HEX.fullmatch(raw):
        return _hash(candidate, text)
    if raw.startswith("HK") and "\\" in raw:
        return _part(candidate, "windows-registry-key", *paths.registry_key(raw))
    if paths.is_windows(raw):
        return _part(candidate, "file:path", *paths.windows(raw, text, candidate.start))
    if raw[0] in "/~":
        return _part(candidate, "file:path", *paths.unix(raw, text, candidate.start))
    if "/" in raw and (agent := user_agents.user_agent(raw, text, candidate.start)):
        value, length = agent
        return Judged(Observable("user-agent", value, candidate.start, candidate.start + length, False), length)
    if len(raw) > 13 and raw.isalnum() and _WALLET.fullmatch(raw) and _is_wallet(candidate, text):
        return Judged(Observable("cryptocurrency-wallet", raw, candidate.start, candidate.end, False), len(raw))
    if raw.startswith("AS") and (asn := _ASN.fullmatch(raw)):
        return _asn(candidate, asn.group(1))
    return _network(candidate, text)


def _is_wallet(candidate: Candidate, text: str) -> bool:
    around = text[max(0, candidate.start - _AROUND) : candidate.end + _AROUND]
    return is_wallet(candidate.raw, money=bool(MONEY.search(around)))


def _hash(candidate: Candidate, text: str) -> Judged:
    raw = candidate.raw
    kind = _HASHES.get(len(raw))
    before = text[candidate.start - 1 : candidate.start]
    if kind is None or raw.isdigit() or len(set(raw.lower())) < 4 or before in ("$", "{", "-"):
        # too regular for a hash, or a part of something longer (a GUID, a key)
        return Judged(None, len(raw))
    return _plain(candidate, kind, raw.lower())


def _plain(candidate: Candidate, kind: str, value: str) -> Judged:
    return Judged(Observable(kind, value, candidate.start, candidate.end, False), len(candidate.raw))


def _part(candidate: Candidate, kind: str, value: str | None, used: int) -> Judged:
    if value is None:
        return Judged(None, used)
    return Judged(Observable(kind, value, candidate.start, candidate.start + used, False), used)


def _asn(candidate: Candidate, number: str) -> Judged:
    if not 0 < int(number) < 2**32:
        return Judged(None, len(candidate.raw))
    return _plain(candidate, "autonomous-system", f"AS{int(number)}")


def _network(candidate: Candidate, text: str) -> Judged:
    raw = _trimmed(candidate.raw)
    plain = refang(raw)
    start, end = candidate.start, candidate.start + len(raw)
    whole = len(raw)
    defanged = plain != raw
    value: _Value | None
    if "://" in plain:
        value = _url(plain)
    elif "@" in plain:
        value = _email(plain, defanged=defanged)
    elif (found := _IPV4.fullmatch(plain)) is not None:
        value = _ipv4(found, text, start, defanged=defanged)
    elif plain.count(":") > 1:
        value = _ipv6(plain, text, start, end)
    else:
        return _named(candidate, raw, plain, text)
    if value is None or (value[0] != "url" and _runs_on(text, start, end)):
        return Judged(None, whole)
    kind, written, host = value
    if kind == "ipv4-addr":
        end = start + _address_length(raw, written)
        whole = end - start
    return Judged(Observable(kind, written, start, end, defanged, host), whole)


def _trimmed(raw: str) -> str:
    """Leave out closing marks that belong to the sentence: a bracket only when it was not opened inside."""
    while raw and raw[-1] in _CLOSING:
        opening = _PAIRS.get(raw[-1])
        if opening and raw.count(opening) >= raw.count(raw[-1]):
            break
        raw = raw[:-1]
    return raw


def _runs_on(text: str, start: int, end: int) -> bool:
    """Say whether the value is a piece of a longer word: then it is none."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before and (before.isalnum() or before in "_@\\%&"):
        return True
    if after and (after.isalnum() or after in "_@\\"):
        return True
    return after == "." and text[end + 1 : end + 2].isalnum() and not text[end + 1 : end + 2].isupper()


def _url(plain: str) -> _Value | None:
    found = _URL.fullmatch(plain)
    if found is None:
        return None
    scheme, host, port, rest = found.group(1).lower(), found.group(2), found.group(3) or "", found.group(4) or ""
    name = host.strip("[]").rstrip(".")
    address = hosts.address(name)
    if address is None and not hosts.is_domain(name, meant=True) and not hosts.reserved_name(name):
        return None
    # host names are the same in any case; the rest of an address is not
    return (
        "url",
        f"{scheme}://{plain[len(found.group(1)) + 3 : found.start(2)]}{host.lower()}{port}{rest}",
        name.lower(),
    )


def _email(plain: str, *, defanged: bool) -> _Value | None:
    local, _, host = plain.rpartition("@")
    local = local.strip(".")
    if not local or ".." in local or not hosts.is_domain(host, meant=True) or not host.rpartition(".")[2].isascii():
        return None
    return "email-addr", f"{local}@{host.lower()}", host.lower()


def _ipv4(found: re.Match[str], text: str, start: int, *, defanged: bool) -> _Value | None:
    written, rest = found.group(1), found.group(2) or ""
    address = hosts.address(written)
    if address is None or (not defanged and _is_version(written, text, start)):
        return None
    if re.fullmatch(r"/\d{1,2}", rest):
        try:
            network = ip_network(written + rest, strict=False)
        except ValueError:
            return None
        return "ipv4-addr", f"{network.network_address}{rest}", written
    if rest.strip("/"):
        return "url", found.group(0), written
    return "ipv4-addr", written, written


def _is_version(written: str, text: str, start: int) -> bool:
    before = text[max(0, start - 24) : start]
    if _VERSION_BEFORE.search(before) or (before[-1:] in ("/", "-") and before[-2:-1].isalpha()):
        return True
    # a numbered heading: small numbers at the start of a line, then a capital
    heading = text[start + len(written) : start + len(written) + 2]
    at_line_start = not before.rpartition("\n")[2].strip()
    return (
        at_line_start and all(int(n) < 20 for n in written.split(".")) and heading[:1] == " " and heading[1:].isupper()
    )


def _ipv6(plain: str, text: str, start: int, end: int) -> _Value | None:
    written, slash, length = plain.partition("/")
    address = hosts.address(written)
    if address is None or address.version != 6 or not any(c.isdigit() for c in written):
        return None
    if text[max(0, start - 1) : start] == ":" or text[end : end + 1] == ":":
        return None
    if slash and (not length.isdigit() or int(length) > 128):
        return None
    return "ipv6-addr", address.compressed + slash + length, address.compressed


def _address_length(raw: str, written: str) -> int:
    """Return how much of the raw text the address takes, its port left out."""
    if "/" in written:
        return len(raw)
    for length in range(len(written), len(raw) + 1):
        if refang(raw[:length]) == written and not raw[length : length + 1].isdigit():
            return length
    return len(raw)


def _named(candidate: Candidate, raw: str, plain: str, text: str) -> Judged:
    """Judge a dotted name: a file, a domain, or a domain with a path."""
    start, whole = candidate.start, len(raw)
    end = start + whole
    found = _HOST_PATH.fullmatch(plain)
    if found is None:
        return Judged(None, whole)
    name, port, rest = found.group(1), found.group(2) or "", found.group(3) or ""
    defanged = plain != raw
    if not rest and hosts.is_file_name(name, defanged=defanged):
        if _runs_on(text, start, end) or len(name) > 255 or not name.rpartition(".")[0].strip("."):
            return Judged(None, whole)
        return Judged(Observable("file:name", name, start, end, False), whole)
    if _runs_on(text, start, end):
        return Judged(None, whole)
    if not hosts.is_domain(name, meant=defanged or len(rest) > 1 or _listed(text, start, end)):
        return Judged(None, _first_token(raw))
    if len(rest) > 1:
        return Judged(Observable("url", f"{name.lower()}{port}{rest}", start, end, defanged, name.lower()), whole)
    printed = raw[:-1] if rest else raw
    printed = printed.removesuffix(port)
    return Judged(Observable("domain-name", name.lower(), start, start + len(printed), defanged, name.lower()), whole)


def _listed(text: str, start: int, end: int) -> bool:
    """Say whether a name is a line by itself and the line before or after is an address, a hash or a sure name."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    if last - first > _LINE or text[first:start].strip(_AROUND_VALUES) or text[end:last].strip(_AROUND_VALUES):
        return False
    before = text[text.rfind("\n", 0, max(0, first - 1)) + 1 : max(0, first - 1)]
    after = text[last + 1 : last + 1 + _LINE].partition("\n")[0]
    return any(_is_value(line.strip(_AROUND_VALUES)) for line in (before, after) if len(line) <= _LINE)


def _is_value(line: str) -> bool:
    if not line or " " in line:
        return False
    plain = refang(line)
    if _IPV4.fullmatch(plain) or (_HEX.fullmatch(plain) and len(plain) in _HASHES):
        return True
    return (
        "." in plain
        and not hosts.is_file_name(plain, defanged=plain != line)
        and hosts.is_domain(plain, meant=plain != line)
    )


def _first_token(raw: str) -> int:
    return len(raw.split(" ", 1)[0]) or 1

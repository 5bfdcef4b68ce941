r"""What kind of indicator a value is, out of a list that says so or not.

In: a value as lists have it, defanged or not (`hxxp://`, `[.]`), and its type as tocsin, STIX, MISP or a spreadsheet
call it, if it is known. Out: an `Indicator`, or the reason why it cannot be used. A dotted name is a file if its ending
is one that files have and it was not defanged. Values that stand in everybody's logs (loopback, the hash of nothing)
are refused.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re

from tocsin.hunting.indicator_types import ADDRESS, ANYTHING, HASH, file_endings, kind_called, own_kinds
from tocsin.model.errors import RuleError
from tocsin.model.report import Indicator

SHORTEST = 4
"""Letters of a name below which it would be found everywhere."""

WIDEST = {4: 8, 6: 16}
"""The shortest prefix of a network, by the version of its addresses."""

_HASHES = {32: "file:md5", 40: "file:sha1", 64: "file:sha256", 128: "file:sha512"}
_NOTHING = frozenset(
    hashlib.new(name, b"", usedforsecurity=False).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")
)
_DOT = re.compile(r" ?[\[({] ?(?:\.|dot) ?[\])}] ?|\[\.|\.\]|\\\.(?=[a-z0-9])", re.IGNORECASE)
_AT = re.compile(r" ?[\[({] ?(?:@|at) ?[\])}] ?", re.IGNORECASE)
_SCHEME = re.compile(r"^(h(?:tt|xx|tx|xt)p|[fs]?f(?:t|x)p)(s?) ?[\[({]?:[\])}]?[\[({]?//[\])}]?", re.IGNORECASE)
_NAME = re.compile(r"(?=.{4,253}\Z)(?:[\w-]{1,63}\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_HIVE = re.compile(r"(?:HK(?:LM|CU|CR|U|CC)|HKEY_[A-Z_]+):?\\|\\REGISTRY\\", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z]:\\|\\\\|%[A-Za-z()0-9]+%\\|/|~/")
_MUTEX = re.compile(r"(?:Global|Local)\\")
_PORT = re.compile(r"(?<=[A-Za-z]):[0-9]{1,5}\Z")
_AGENT = re.compile(r"[\w.-]+/[\d.]+(?: |$)")


def indicator_of(value: str, called: str | None = None) -> Indicator:
    r"""Return a value as an indicator; raises `RuleError` with the reason why it cannot be one.

    >>> one = indicator_of("hxxps://evil[.]example/a")
    >>> one.type, one.value, one.defanged
    ('url', 'https://evil.example/a', True)
    >>> [indicator_of(text).type for text in ("192.0.2.0/24", "evil[.]sh", "evil.sh", r"HKLM\Software\X", "D" * 40)]
    ['ipv4-addr', 'domain-name', 'file:name', 'windows-registry-key', 'file:sha1']
    """
    written = value.strip().strip("\"'").strip()
    kind = kind_called(called) if called else ANYTHING
    if kind is None:
        raise RuleError(f"there is no type of indicator {called!r}")
    plain = refang(written)
    defanged = plain != written
    if kind in (ANYTHING, "domain-name"):
        plain = _PORT.sub("", plain)
    if kind == ANYTHING:
        found = _told_by_its_begin(written) or _guessed(plain, defanged=defanged)
        if found is None:
            raise RuleError(f"not recognised: {written[:60]!r}", hint="write its type before it: file:name:...")
        kind = found
    if kind in (ADDRESS, "ipv4-addr", "ipv6-addr"):
        kind, plain = _address(plain)
    elif kind == HASH:
        kind = _hash(plain)
    elif kind == "url" and plain.startswith("/"):
        kind = "file:path"
    elif kind in ("file:path", "windows-registry-key", "mutex", "user-agent", "file:name"):
        plain = written.replace("[.]", ".")  # other brackets, and dots behind a backslash, stand for themselves
        defanged = plain != written
    _refuse_common(kind, plain)
    return Indicator(type=kind, value=plain, start=0, end=0, defanged=defanged)


def line_indicator(line: str) -> Indicator:
    """Return the indicator of a line of a list: a value, or `type:value` as tocsin writes indicators.

    >>> line_indicator("domain-name:evil.sh").type, line_indicator("file:name:evil.com").value
    ('domain-name', 'evil.com')
    """
    for places in (2, 1):
        parts = line.split(":", places)
        called = ":".join(parts[:-1])
        if len(parts) == places + 1 and called in own_kinds() and parts[-1].strip():
            return indicator_of(parts[-1], called)
    return indicator_of(line)


def refang(text: str) -> str:
    """Return a value as it really is.

    >>> refang("hxxp[:]//a[.]example(dot)com"), refang("x[at]a.example"), refang("shotput")
    ('http://a.example.com', 'x@a.example', 'shotput')
    """
    plain = _SCHEME.sub(lambda found: f"{found[1].lower().replace('x', 't')}{found[2].lower()}://", text)
    if "[" in plain or "(" in plain or "{" in plain or "\\." in plain:
        plain = _AT.sub("@", _DOT.sub(".", plain.replace("[:]", ":").replace("[/]", "/").replace("[://]", "://")))
    return plain


def _told_by_its_begin(text: str) -> str | None:
    begins = ((_HIVE, "windows-registry-key"), (_PATH, "file:path"), (_MUTEX, "mutex"))
    return next((kind for begin, kind in begins if begin.match(text)), None)


def _guessed(text: str, *, defanged: bool) -> str | None:
    """Return the type that a value's shape tells; None: it tells none."""
    if re.match(r"[a-z][a-z0-9+.-]{1,10}://", text, re.IGNORECASE):
        return "url"
    if re.fullmatch(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128}", text):
        return _HASHES[len(text)]
    if re.fullmatch(r"[0-9.]+(?:/[0-9]{1,2})?|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:/[0-9]{1,3}|\](?::[0-9]+)?)?", text):
        return ADDRESS
    if _MAIL.fullmatch(text):
        return "email-addr"
    ending = re.fullmatch(r"[^\\/:*?\"<>|]+\.([A-Za-z0-9]{1,5})", text)
    if ending is not None and not defanged and ending[1].lower() in file_endings():
        return "file:name"
    if _NAME.fullmatch(text.removeprefix("*.").rstrip(".")):
        return "domain-name"
    if "/" in text and _NAME.fullmatch(text.partition("/")[0]):
        return "url"
    return "user-agent" if " " in text and _AGENT.search(text) else None


def _address(text: str) -> tuple[str, str]:
    """Return an address's or a network's type and plain form; a port behind it is left out."""
    ported = re.fullmatch(r"([0-9.]+):[0-9]{1,5}|\[([0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?", text)
    if ported is not None:
        text = ported[1] or ported[2]
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise RuleError(f"no address: {text[:60]!r}") from None
    if network.prefixlen < WIDEST[network.version]:
        raise RuleError(f"{text} is too wide: at least /{WIDEST[network.version]}")
    if network.is_loopback or network.is_unspecified:
        raise RuleError(f"{text} is an address that every host has")
    single = network.prefixlen == network.max_prefixlen
    return f"ipv{network.version}-addr", str(network.network_address if single else network)


def _hash(text: str) -> str:
    if len(text) not in _HASHES or not re.fullmatch(r"[0-9A-Fa-f]+", text):
        raise RuleError(f"no hash of a known kind: {text[:60]!r}")
    return _HASHES[len(text)]


def _refuse_common(kind: str, value: str) -> None:
    if kind in _HASHES.values():
        if _hash(value) != kind:
            raise RuleError(f"no {kind.partition(':')[2]}: {value[:60]!r}")
        if value.lower() in _NOTHING:
            raise RuleError(f"{value} is the hash of the empty file")
    if len(value) < SHORTEST:
        raise RuleError(f"{value!r} is too short: it would be found everywhere")

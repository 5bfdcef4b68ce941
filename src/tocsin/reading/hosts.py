"""Hosts: what is a domain name, whose it is, and which addresses are reserved.

Names are judged as the report prints them: a defanged one was meant as a name, a plain one must look like one.
Sources: IANA top-level domains; IANA special-purpose address registries (through `ipaddress`); RFC 2606, RFC 6761.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache

from tocsin.reading.data import table

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_LABEL = re.compile(r"^(?!-)[\w-]{1,63}(?<!-)$")
_SCANNER_WORDS = frozenset((
    "win32", "win64", "w32", "w64", "msil", "behaveslike", "trojan", "heur", "generic", "ransom", "backdoor",
    "gen",
))  # fmt: skip
_RESERVED_NAMES = frozenset(("example", "test", "invalid", "localhost", "local", "internal", "localdomain"))
_EXAMPLES = frozenset(("example.com", "example.org", "example.net"))
_DOCUMENTATION = tuple(
    ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


@cache
def top_level() -> frozenset[str]:
    """Return the top-level domains that exist, lower case; `onion` is taken as one."""
    return frozenset(table("tlds.txt")) | {"onion"}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in table(name) for word in line.split())


def is_file_name(name: str, *, defanged: bool) -> bool:
    """Say whether a dotted name is a file: its ending is one of files, and is no domain (or was not meant as one)."""
    ending = name.rpartition(".")[2].lower()
    if ending not in _words("file_extensions.txt"):
        return False
    return ending not in top_level() or not defanged


def is_ordinary_file(name: str) -> bool:
    """Say whether a file of that name stands on ordinary computers."""
    return name.lower() in _words("ordinary_files.txt")


@lru_cache(maxsize=8192)
def is_domain(name: str, *, meant: bool) -> bool:
    """Say whether a refanged name is a domain name; `meant`: defanged, or with a scheme or path.

    >>> is_domain("evil.com", meant=False), is_domain("system.in", meant=False), is_domain("footholds.To", meant=False)
    (True, False, False)
    """
    labels = name.rstrip(".").split(".")
    last = labels[-1]
    if len(labels) < 2 or len(name) > 253 or _ascii(last) not in top_level():
        return False
    if not all(_LABEL.match(label) for label in labels):
        return False
    return meant or _looks_meant(name, labels)


def _ascii(label: str) -> str:
    """Return a label as it is asked for in the network: `рф` is `xn--p1ai`."""
    try:
        return label.lower() if label.isascii() else label.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return label


def _looks_meant(name: str, labels: list[str]) -> bool:
    # names that virus scanners give: BehavesLike.Win32.Generic.cz
    if not _SCANNER_WORDS.isdisjoint(label.lower() for label in labels):
        return False
    # a capital after a dot begins a sentence or a property of code; all capitals is a style of writing hosts
    if not (labels[-1].islower() or name.isupper()) or (name.isupper() and len(name) <= 6):
        return False
    if labels[-1].lower() in _words("plain_tlds.txt"):
        return len(labels[-2]) > 1 or len(labels) > 2
    return (
        labels[0].lower() == "www" or (len(labels) > 2 and min(map(len, labels)) > 1) or bool(re.search(r"[\d-]", name))
    )


def shared(host: str) -> bool:
    """Say whether a host is one that everybody uses (a customer's own name below a shared one is not)."""
    name = host.lower().rstrip(".")
    known = _words("shared_hosts.txt")
    bare = name.removeprefix("www.")
    return bare in known or f"*.{bare}" in known


def below(host: str, domains: frozenset[str]) -> bool:
    """Say whether a host is one of the domains or lies below one."""
    labels = host.lower().rstrip(".").split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))


@cache
def publisher_domains() -> frozenset[str]:
    """Return the domains of known publishers of reports."""
    return frozenset(line.split("\t", 1)[0] for line in table("publishers.tsv"))


def official(host: str) -> bool:
    """Say whether a name lies below one that only governments and schools get (.gov, .mil, .edu, .gov.uk ...)."""
    labels = host.lower().rstrip(".").split(".")
    return labels[-1] in ("gov", "mil", "edu", "int") or (
        len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in ("gov", "gouv", "gob", "govt", "mil", "edu", "ac")
    )


def reserved_name(host: str) -> bool:
    """Say whether a name is reserved for examples, tests or a network's own use."""
    return host.lower().rpartition(".")[2] in _RESERVED_NAMES or below(host, _EXAMPLES)


@lru_cache(maxsize=8192)
def address(text: str) -> IpAddress | None:
    """Return the address a text stands for; None when it is none (leading zeros are not guessed at)."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def reservation(found: IpAddress) -> str | None:
    """Return what an address is reserved for: `documentation`, `private use`; None for one of the Internet."""
    if any(found in net for net in _DOCUMENTATION):
        return "documentation"
    if found.is_private or found.is_loopback or found.is_link_local or found.is_multicast or found.is_reserved:
        return "private use"
    return "private use" if found.is_unspecified or not found.is_global else None

"""References: values that a report gives without meaning them as traces of the attack.

Its own address and publisher, links to other reports, addresses of authorities, names of ordinary programs,
addresses of private networks. They are kept apart, each with the reason. What was defanged was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.reading import hosts
from tocsin.reading.observables import Observable
from tocsin.reading.sections import Sections

_NETWORK = frozenset(("domain-name", "url", "email-addr"))
_HARMLESS_FOLDER = re.compile(
    r"^(?:[a-z]:|%systemroot%|%windir%)\\(?:windows\\?)?(?:system32|syswow64)?\\?[\w .]*\\?$"
    r"|^/(?:etc|usr|var|bin|home|tmp|opt)/?[\w-]*/?$",
    re.IGNORECASE,
)
_WEB_FOLDER = re.compile(r"^/(?:owa|ecp|ews|oab|mapi|autodiscover|api|rpc|powershell)(?:/[\w-]+)*/?$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"<[^<>\n]*>")
_WHERE_LOGS_ARE = re.compile(
    r"\b(?:logs?|results?|outputs?|files?)\s(?:can\sbe|are|is)\s(?:found|stored|located|written|saved)\s(?:at|in|under|to)\s*$",
    re.I,
)
_BACKGROUND = re.compile(
    r"(?:\bdownload\s[^\n]{0,60}\sfrom|\bsee(?:\salso)?|\brefer\sto|\bvisit|\bavailable\s(?:at|from)|\breference\s*=|\breport\sit[^\n]{0,60}\bat"
    r"|\bauthor\s*=|\bblog:?|\badvisory:|\bmore\sinformation[^\n]{0,40})\s*[:=\"']{0,4}\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A value kept apart, and why it is no indicator."""

    observable: Observable
    why: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides about references, known once for a document."""

    text: str
    sections: Sections
    own: frozenset[str]  # hosts and domains of the publisher
    defangs: bool  # the report defangs network values somewhere


def why_reference(observable: Observable, around: Surroundings) -> str | None:
    """Return why a value is no indicator; None when it is one."""
    if observable.type in _NETWORK:
        return _why_link(observable, around)
    if observable.type in ("ipv4-addr", "ipv6-addr"):
        return _why_address(observable)
    if observable.type == "file:name" and hosts.is_ordinary_file(observable.value):
        return "a program that stands on ordinary computers"
    if observable.type == "file:path":
        return _why_path(observable, around)
    return None


def _why_link(observable: Observable, around: Surroundings) -> str | None:
    host = observable.host or ""
    if hosts.below(host, around.own):
        return "the publisher's own address"
    if observable.defanged:
        return None
    if hosts.official(host):
        return "an address of an authority"
    if hosts.below(host, hosts.publisher_domains()):
        return "the address of a publisher of reports"
    if around.sections.aside(observable.start):
        return "in a part with references or contacts"
    before = around.text[max(0, observable.start - 100) : observable.start]
    if _BACKGROUND.search(before.rpartition("\n")[2] or before):
        return "a link to read or to get something"
    if hosts.shared(host) and observable.type != "url":
        return "a site that everybody uses"
    # a report that defangs what is dangerous leaves links for reading as they are; a table cell may be forgotten,
    # and names and bare addresses are no links
    address = hosts.address(host)
    if address is not None:
        return "an address of private networks" if hosts.reservation(address) == "private use" else None
    if around.defangs and observable.type == "url" and (hosts.shared(host) or not _alone(observable, around.text)):
        return "not defanged in a report that defangs"
    return None


def _alone(observable: Observable, text: str) -> bool:
    """Say whether a value stands alone in its line or cell, as in a list of indicators."""
    before = text[max(0, observable.start - 4) : observable.start].strip(" \"'`*-•|")
    after = text[observable.end : observable.end + 4].lstrip(" \"'`*|")
    return (not before or before[-1] in "\n\t") and (not after or after[0] in "\r\n\t")


def _why_address(observable: Observable) -> str | None:
    address = hosts.address((observable.host or observable.value).partition("/")[0])
    if address is None or observable.defanged:
        return None
    return "an address of private networks" if hosts.reservation(address) == "private use" else None


def _why_path(observable: Observable, around: Surroundings) -> str | None:
    if _HARMLESS_FOLDER.match(observable.value):
        name = observable.value.rstrip("\\/").rpartition("\\")[2]
        if "." not in name or hosts.is_ordinary_file(name):
            return "a path of every installation"
    if _WEB_FOLDER.match(observable.value):
        return "a folder of every installation"
    before = _PLACEHOLDER.sub("", around.text[max(0, observable.start - 80) : observable.start])
    return "where logs are kept" if _WHERE_LOGS_ARE.search(before) else None

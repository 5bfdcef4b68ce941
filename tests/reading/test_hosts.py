"""Hosts: what is a name, whose it is, what is reserved."""

from __future__ import annotations

import pytest

from tocsin.reading import hosts


@pytest.mark.parametrize(
    "name", ["evil.com", "c2.evil.co.uk", "evil-1.site", "www.this.is", "xn--80ak6aa92e.com", "EVIL-SITE.COM"]
)
def test_a_plain_name_that_is_believed(name: str) -> None:
    assert hosts.is_domain(name, meant=False)


@pytest.mark.parametrize(
    "name",
    [
        "system.in",
        "This.Is",
        "socket.io",
        "a.notatld",
        "U.S",
        "e.g",
        "foo_.-.com",
        "-a.com",
        "NET.US",
        "x" * 64 + ".com",
    ],
)
def test_a_plain_name_that_is_not(name: str) -> None:
    assert not hosts.is_domain(name, meant=False)


@pytest.mark.parametrize("name", ["system.in", "thestar.live", "nobug.uk.to", "abc.onion", "пример.рф"])
def test_a_name_that_was_meant_needs_only_a_top_level_domain(name: str) -> None:
    assert hosts.is_domain(name, meant=True)


def test_names_of_files_that_are_also_domains_depend_on_how_they_are_printed() -> None:
    assert hosts.is_file_name("run.py", defanged=False)
    assert not hosts.is_file_name("run.py", defanged=True)
    assert hosts.is_file_name("run.exe", defanged=True)
    assert not hosts.is_file_name("evil.com", defanged=False)


def test_a_customer_of_a_shared_host_is_not_shared() -> None:
    assert hosts.shared("pastebin.com")
    assert hosts.shared("wordpress.com")
    assert not hosts.shared("fishgatesite.wordpress.com")


@pytest.mark.parametrize(
    ("text", "reserved"),
    [("203.0.113.9", "documentation"), ("10.0.0.1", "private use"), ("127.0.0.1", "private use"), ("8.8.8.8", None),
     ("2001:db8::1", "documentation"), ("fe80::1", "private use"), ("2a00::1", None), ("0.1.2.3", "private use")],
)  # fmt: skip
def test_reserved_addresses(text: str, reserved: str | None) -> None:
    address = hosts.address(text)
    assert address is not None
    assert hosts.reservation(address) == reserved


def test_what_is_no_address() -> None:
    assert [hosts.address(text) for text in ("1.2.3", "01.2.3.4", "256.1.1.1", "")] == [None] * 4


def test_authorities_and_reserved_names() -> None:
    assert all(hosts.official(host) for host in ("www.cisa.gov", "ncsc.gov.uk", "mit.edu"))
    assert not any(hosts.official(host) for host in ("gov.com", "cisa-gov.com", "uk"))
    assert hosts.reserved_name("a.example.com")
    assert not hosts.reserved_name("example-bank.com")

"""Indicators as STIX patterns: every type the specification has, quotes and backslashes kept in their strings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stix2patterns.validator import validate

from tocsin.showing.stix_patterns import pattern

TYPES = [
    "ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "file:name", "file:path",
    "windows-registry-key", "mutex", "user-agent",
]  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "value", "shown"),
    [
        ("file:md5", "d4" * 16, f"[file:hashes.MD5 = '{'d4' * 16}']"),
        ("file:sha256", "d4" * 32, f"[file:hashes.'SHA-256' = '{'d4' * 32}']"),
        ("file:sha256", "d4", None),
        ("file:path", "/var/www/x.aspx", "[file:name = 'x.aspx' AND file:parent_directory_ref.path = '/var/www']"),
        ("file:path", "C:\\", "[directory:path = 'C:\\\\']"),
        ("autonomous-system", "AS64496", "[autonomous-system:number = 64496]"),
        ("autonomous-system", "ASx", None),
        ("cryptocurrency-wallet", "1abc", None),
    ],
)
def test_patterns(type_: str, value: str, shown: str | None) -> None:
    assert pattern(type_, value) == shown


@pytest.mark.parametrize("type_", TYPES)
@settings(derandomize=True, max_examples=40, deadline=None)
@given(value=st.text(st.sampled_from("ab'\\/ ]=\"AND.\n"), min_size=1, max_size=12))
def test_no_value_leaves_its_string(type_: str, value: str) -> None:
    shown = pattern(type_, value)

    assert shown is not None
    assert validate(shown, stix_version="2.1")

"""What kind of indicator a value is: by its shape, by what its list calls it, and what is refused."""

from __future__ import annotations

import pytest

from tocsin.hunting.indicator_values import indicator_of, line_indicator, refang
from tocsin.model.errors import RuleError


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("192.0.2.7", "ipv4-addr:192.0.2.7"),
        ("192[.]0[.]2[.]7:8443", "ipv4-addr:192.0.2.7"),
        ("192.0.2.99/24", "ipv4-addr:192.0.2.0/24"),
        ("[2001:db8::7]:443", "ipv6-addr:2001:db8::7"),
        ("2001:DB8:0::/48", "ipv6-addr:2001:db8::/48"),
        ("evil[.]example", "domain-name:evil.example"),
        ("evil[.]example:8443", "domain-name:evil.example"),
        ("evil(dot)example[.]com", "domain-name:evil.example.com"),
        ("evil.example", "domain-name:evil.example"),
        ("hxxps[:]//evil[.]example/a?b=1", "url:https://evil.example/a?b=1"),
        ("evil.example/a/b.php", "url:evil.example/a/b.php"),
        ("ann[@]evil[.]example", "email-addr:ann@evil.example"),
        ("A" * 64, f"file:sha256:{'A' * 64}"),
        ("run me.ps1", "file:name:run me.ps1"),
        (r"C:\.x\[1].exe", r"file:path:C:\.x\[1].exe"),
        (r"%APPDATA%\x\y.dll", r"file:path:%APPDATA%\x\y.dll"),
        ("/opt/x/y", "file:path:/opt/x/y"),
        (r"HKEY_LOCAL_MACHINE\Software\X", r"windows-registry-key:HKEY_LOCAL_MACHINE\Software\X"),
        (r"Global\Zq", r"mutex:Global\Zq"),
        ("Zed/5.0 (K; L)", "user-agent:Zed/5.0 (K; L)"),
        ("mutex:Zqx_2", "mutex:Zqx_2"),
        ("file:name:evil.com", "file:name:evil.com"),
        ('"192.0.2.7"', "ipv4-addr:192.0.2.7"),
    ],
)
def test_a_line_is_known_by_its_shape_or_its_type(line: str, expected: str) -> None:
    one = line_indicator(line)

    assert f"{one.type}:{one.value}" == expected


@pytest.mark.parametrize(
    ("value", "called", "expected"),
    [
        ("evil.example", "hostname", "domain-name"),
        ("192.0.2.7", "ip-dst", "ipv4-addr"),
        ("2001:db8::1", "IPv4", "ipv6-addr"),
        ("a" * 40, "FileHash-SHA1", "file:sha1"),
        ("a" * 32, "hash", "file:md5"),
        ("/owa/x.aspx", "uri", "file:path"),
        ("Zq1/x", "User-Agent", "user-agent"),
        ("evil.sh", "file", "file:name"),
    ],
)
def test_types_of_others_are_understood(value: str, called: str, expected: str) -> None:
    assert indicator_of(value, called).type == expected


@pytest.mark.parametrize(
    ("value", "called", "why"),
    [
        ("what is this?", None, "not recognised"),
        ("x", "colour", "no type of indicator 'colour'"),
        ("300.1.2.3", "ip", "no address"),
        ("0.0.0.0/0", "ip", "too wide"),
        ("127.0.0.1", None, "every host has"),
        ("d41d8cd98f00b204e9800998ecf8427e", None, "hash of the empty file"),
        ("abc", "md5", "no hash"),
        ("a" * 40, "md5", "no md5"),
        ("a.b", "filename", "too short"),
        ("", "domain", "too short"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_the_reason(value: str, called: str | None, why: str) -> None:
    with pytest.raises(RuleError, match=why):
        indicator_of(value, called)


def test_words_are_not_refanged() -> None:
    assert refang("shotput [a] (b)") == "shotput [a] (b)"

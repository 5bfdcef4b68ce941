"""How indicators stand in logs: near misses beside the hits, since these are what makes a sweep good."""

from __future__ import annotations

import pytest

from tocsin.hunting.indicator_forms import forms
from tocsin.hunting.sweep_reference import stands
from tocsin.model.report import Indicator


def found(kind: str, value: str, text: str) -> bool:
    return stands(Indicator(type=kind, value=value, start=0, end=0, defanged=False), text)


@pytest.mark.parametrize(
    ("kind", "value", "text", "expected"),
    [
        ("ipv4-addr", "10.0.0.1", "10.0.0.1", True),
        ("ipv4-addr", "10.0.0.1", "110.0.0.12", False),
        ("ipv4-addr", "10.0.0.1", "110.0.0.1", False),
        ("ipv4-addr", "10.0.0.1", "10.0.0.12", False),
        ("ipv4-addr", "10.0.0.1", "4.10.0.0.1", False),
        ("ipv4-addr", "10.0.0.1", "url=http%3A%2F%2F10.0.0.1%2Fx", True),
        ("ipv4-addr", "10.0.0.1", "10.0.0.1:443", True),
        ("ipv4-addr", "198.51.0.0/16", "to 198.51.200.7.", True),
        ("ipv4-addr", "198.51.0.0/16", "to 198.52.200.7", False),
        ("ipv4-addr", "198.51.0.0/16", "to 1198.51.200.7", False),
        ("ipv4-addr", "198.51.100.0/30", "198.51.100.3", True),
        ("ipv4-addr", "198.51.100.0/30", "198.51.100.4", False),
        ("ipv4-addr", "198.51.100.0/30", "198.51.100.300", False),
        ("ipv4-addr", "10.0.0.0/9", "10.127.0.1", True),
        ("ipv4-addr", "10.0.0.0/9", "10.0.17763.1", False),
        ("ipv6-addr", "2001:db8::5", "2001:0DB8:0:0:0:0:0:5", True),
        ("ipv6-addr", "2001:db8::5", "[2001:db8::5]:443", True),
        ("ipv6-addr", "2001:db8::5", "2001:db8::55", False),
        ("ipv6-addr", "2001:db8::/32", "from 2001:db8:1::9%12", True),
        ("ipv6-addr", "2001:db8::/32", "at 20:01:08 of 2001:db9::9", False),
        ("domain-name", "evil.example", "a.evil.example", True),
        ("domain-name", "evil.example", "badevil.example", False),
        ("domain-name", "evil.example", "evil.example.evil.org", False),
        ("domain-name", "evil.example", "bad-evil.example", False),
        ("domain-name", "evil.example", "EVIL.EXAMPLE.", True),
        ("domain-name", "evil.example", "user@evil.example", True),
        ("domain-name", "*.evil.example", "x.evil.example:8443", True),
        ("domain-name", "bücher.example", "www.xn--bcher-kva.example", True),
        ("domain-name", "bücher.example", "www.BÜCHER.example", True),
        ("url", "http://a.example/", "http://a.example", True),
        ("url", "http://a.example", "http://a.example.org/", False),
        ("url", "http://a.example", "http://a.example:8080/x", True),
        ("url", "http://a.example", "http://a.example@b.example/", False),
        ("url", "http://a.example/x", "http://a.example/x?id=1", True),
        ("url", "http://a.example/x", "http://a.example/x/y", True),
        ("url", "http://a.example/x", "http://a.example/x.php", False),
        ("url", "http://a.example/x?id=1", "http://a.example/x?id=12", False),
        ("email-addr", "a@b.example", "From: <A@B.example>", True),
        ("email-addr", "a@b.example", "x.a@b.example", False),
        ("email-addr", "a@b.example", "a@b.example.org", False),
        ("file:name", "a.exe", r"C:\x\A.exe", True),
        ("file:name", "a.exe", "/opt/x/a.exe", True),
        ("file:name", "a.exe", r'"C:\x\a.exe" -q', True),
        ("file:name", "a.exe", r"C:\a.exe\other.txt", False),
        ("file:name", "a.exe", "/opt/a.exe/other", False),
        ("file:name", "a.exe", r"C:\x\ba.exe", False),
        ("file:name", "a.exe", r"C:\x\a.exe.config", False),
        ("file:name", "a.exe", r"C:\x\a.exe:stream", True),
        ("file:path", r"c:\a\b.exe", r"\Device\HarddiskVolume3\a\b.exe", True),
        ("file:path", r"c:\a\b.exe", r"D:\a\b.exe", False),
        ("file:path", r"c:\a\b.exe", r"C:\x\a\b.exe", False),
        ("file:path", "c:\\a\\", r"C:\a\b.exe", True),
        ("file:path", r"c:\a", r"C:\ab.exe", False),
        ("file:path", r"%APPDATA%\x\b.exe", r"C:\Users\ann\AppData\Roaming\x\b.exe", True),
        ("file:path", r"%APPDATA%\x\b.exe", r"cmd /c %appdata%\x\b.exe", True),
        ("file:path", r"%TEMP%\b.exe", r"C:\Windows\Temp\b.exe", True),
        ("file:path", r"%TEMP%\b.exe", r"C:\Users\ann\AppData\Local\Temp\b.exe", True),
        ("file:path", r"%WINDIR%\b.exe", r"C:\Users\windows\b.exe", False),
        ("file:path", "/run/x", "sh /run/x -c", True),
        ("file:path", "/run/x", "/var/run/x", False),
        ("file:path", "/owa/auth/a.aspx", "https://mail.example/owa/auth/a.aspx?q=1", True),
        ("windows-registry-key", r"HKLM\Software\X", r"HKEY_LOCAL_MACHINE\SOFTWARE\X\y", True),
        ("windows-registry-key", r"HKLM\Software\X", r"\REGISTRY\MACHINE\SOFTWARE\X", True),
        ("windows-registry-key", r"HKLM\Software\X", r"reg add HKLM:\Software\X /f", True),
        ("windows-registry-key", r"HKLM\Software\X", r"HKCU\Software\X", False),
        ("windows-registry-key", r"HKLM\Software\X", r"HKLM\Software\Xy", False),
        ("windows-registry-key", r"HKCU\Software\X", r"HKU\S-1-5-21-1-2-3-500\Software\X", True),
        (
            "windows-registry-key",
            r"HKEY_CURRENT_USER\Software\X",
            r"\REGISTRY\USER\S-1-5-21-7_Classes\Software\X",
            True,
        ),
        ("mutex", "Zqx_2", "handle Zqx_2", True),
        ("mutex", "Zqx_2", "Zqx_21", False),
        ("file:sha256", "ab" * 32, f"MD5={'1' * 32},SHA256={'AB' * 32},IMPHASH={'0' * 32}", True),
        ("file:md5", "ab" * 16, "ab" * 32, False),
        ("user-agent", "antSword/v2.1", "antSword/v2.1", True),
        ("user-agent", "antSword/v2.1", "antSword/v2.11", False),
        ("user-agent", "Zed/5.0 (X; like, Y)", "Zed/5.0+(X;+like+Y)", True),
        ("user-agent", "Zed/5.0 (X; like, Y)", "Zed/5.0+(X;+like+Z)", False),
    ],
)
def test_a_value_stands_by_itself_or_not(kind: str, value: str, text: str, expected: bool) -> None:
    assert found(kind, value, text) is expected


def test_nothing_and_what_is_no_network_are_found_nowhere() -> None:
    assert forms("domain-name", " . ") == ()
    assert not found("file:name", "  ", "a b")
    assert not found("ipv4-addr", "300.1.2.0/24", "300.1.2.5")


def test_many_near_misses_of_addresses_take_no_long_time() -> None:
    assert not found("ipv6-addr", "2001:db8::1", ":" * 100_000 + "g")
    assert not found("ipv6-addr", "2001:db8::1", "a:" * 100_000)

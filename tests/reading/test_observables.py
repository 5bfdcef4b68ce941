"""Observables: what a candidate is. The near misses stand beside the finds; they are what makes an extractor good."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reading.indicators import observables

MD5 = "d3b07384d113edec49eaa6238ad5ff00"
SHA256 = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
FOUND = [
    ("it called 185.220.101[.]5 twice", "ipv4-addr", "185.220.101.5"),
    ("1.2.3[.]4:8080 was used", "ipv4-addr", "1.2.3.4"),
    ("range 5.188.0.0/16.", "ipv4-addr", "5.188.0.0/16"),
    ("range 5.188[.]0.0/16", "ipv4-addr", "5.188.0.0/16"),
    ("from 1.1.1.1-1.1.1.9", "ipv4-addr", "1.1.1.1"),
    ("2a02:4780:1::5 answered", "ipv6-addr", "2a02:4780:1::5"),
    ("2a02:4780::/32 is theirs", "ipv6-addr", "2a02:4780::/32"),
    ("evil-site[.]com,", "domain-name", "evil-site.com"),
    ("EVIL.COM and", "domain-name", "evil.com"),
    ("*.evil.com", "domain-name", "evil.com"),
    ("c2.evil.co.uk.", "domain-name", "c2.evil.co.uk"),
    ("пример[.]рф here", "domain-name", "пример.рф"),
    ("xn--80ak6aa92e[.]com", "domain-name", "xn--80ak6aa92e.com"),
    ("evil[.]py", "domain-name", "evil.py"),
    ("hxxps://evil[.]com/a?b=c#d).", "url", "https://evil.com/a?b=c#d"),
    ("(hxxp://evil[.]com/a_(b))", "url", "http://evil.com/a_(b)"),
    ("hxxp://1.2.3[.]4:443/x", "url", "http://1.2.3.4:443/x"),
    ("hxxp://[2a02:4780::5]/x", "url", "http://[2a02:4780::5]/x"),
    ("evil[.]com/gate.php", "url", "evil.com/gate.php"),
    ("write to a.b[@]evil[.]com", "email-addr", "a.b@evil.com"),
    ("a [at] evil [dot] com", "email-addr", "a@evil.com"),
    (f"MD5: {MD5.upper()}", "file:md5", MD5),
    (f"{SHA256}\n", "file:sha256", SHA256),
    ("dropped invoice.docm", "file:name", "invoice.docm"),
    ("ran update.ps1.", "file:name", "update.ps1"),
    ("script run.py in", "file:name", "run.py"),
    (f"Windows\u00a0{SHA256}\u00a0setup.msi", "file:sha256", SHA256),
    (f"Windows\u00a0{SHA256}\u00a0setup.msi", "file:name", "setup.msi"),
    ("185.220.101.5\r\nsuperstarts.top\r\n", "domain-name", "superstarts.top"),
    ("evil.com\n  superstarts.top,", "domain-name", "superstarts.top"),
    (r"to C:\Program Files\Evil Corp\a b.exe and", "file:path", r"C:\Program Files\Evil Corp\a b.exe"),
    (r"in %APPDATA%\Roaming\x.dll,", "file:path", r"%APPDATA%\Roaming\x.dll"),
    (r"C:\\Windows\\Temp\\x.dll", "file:path", r"C:\Windows\Temp\x.dll"),
    (r"\\share\c$\x\evil.exe", "file:path", r"\\share\c$\x\evil.exe"),
    ("left /opt/.x/a.sh behind", "file:path", "/opt/.x/a.sh"),
    (
        r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\Run\evil was",
        "windows-registry-key",
        r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\Run\evil",
    ),
    ("user agent python-requests/2.25.1", "user-agent", "python-requests/2.25.1"),
    ("from AS14061 (", "autonomous-system", "AS14061"),
    ("from ASN 14061", "autonomous-system", "AS14061"),
    ("pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "cryptocurrency-wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ('a mutex named "Global\\evil-1"', "mutex", "Global\\evil-1"),
]
NOTHING = [
    "Finder.app\nreadme.top",
    "the end.top\nof it.",
    "shotput",
    "applications. [To",
    "applications.To begin",
    "footholds.APT40",
    "Exchange 15.1.2375.7 and build 15.2.858.5",
    "version 1.2.3.4 of it",
    "v1.2.3.4",
    "1.2.3.4.5",
    "300.1.2.3",
    "at 12:30:45 on 2021-03-02",
    "std::string",
    "the U.S. and the U.K.",
    "e.g. i.e. etc.",
    "System.Net.Sockets",
    "IPAddress.Any",
    "document.write(x)",
    "foo.bar",
    "victim will",
    "just as 2014",
    "and/or not/and/or",
    "on 03/02/2021",
    "TCP/443",
    "0" * 32,
    "1234567890" * 4,
    "{d3b07384d113edec49eaa6238ad5ff00}",
    r"DOMAIN\user",
    r"\x90\x90\x90",
    r"\n\t\r",
    "</p></div>",
    "a@b",
    "@handle and @other.com",
    "Section 1.2.3",
    "pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "no mutex was created by it",
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_a_value_is_found_with_its_type(text: str, kind: str, value: str) -> None:
    found = observables(text)
    assert (kind, value) in [(o.type, o.value) for o in found]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert observables(text) == []


def test_the_longest_value_wins() -> None:
    text = "hxxps://evil[.]com/a 1.2.3.4/24 bob@evil.com C:\\x\\y\\evil.com"
    assert [o.type for o in observables(text)] == ["url", "ipv4-addr", "email-addr", "file:path"]


def test_every_occurrence_is_found() -> None:
    assert len(observables("evil[.]com " * 7)) == 7


def test_a_host_name_is_never_shortened() -> None:
    assert [o.value for o in observables("a.b.c.evil[.]com")] == ["a.b.c.evil.com"]
    assert observables("evil.com.notatld") == []


PIECES = [
    "evil[.]com",
    "1.2[.]3.4",
    "hxxp://",
    "C:\\Temp\\",
    "x.exe",
    "(",
    ")",
    ",",
    ".",
    "/",
    "a@b.com",
    "HKLM\\Run\\",
    "é",
    "“",
    "”",
    "\n",
    "Mozilla/5.0",
    "(x",
    "�",
    "::",
]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=20))
def test_no_text_breaks_it_and_spans_are_in_order(parts: list[str]) -> None:
    text = " ".join(parts)
    end = 0
    for observable in observables(text):
        assert end <= observable.start < observable.end <= len(text)
        end = observable.end

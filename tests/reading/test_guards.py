"""Guards: why a find alone proves little, known of the value or said by the report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from tocsin.model.report import Document
from tocsin.reading import guards
from tocsin.reading.data import table
from tocsin.reading.indicators import find_indicators

Make = Callable[..., Document]
MD5 = "d3b07384d113edec49eaa6238ad5ff00"
SHA1 = "f1d2d2f924e986ac86fdf7b36c94bcdf32beec15"


def guard_of(read: Document) -> list[str | None]:
    return [indicator.guard for indicator in find_indicators(read)]


def test_the_table_of_empty_hashes_is_right() -> None:
    listed = {line.split("\t")[0] for line in table("empty_hashes.tsv")}
    contents = (b"", b"\n", b"\r\n", b"\0", b"0")
    assert listed == {
        hashlib.new(name, content).hexdigest() for content in contents for name in ("md5", "sha1", "sha256", "sha512")
    }


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("hash d41d8cd98f00b204e9800998ecf8427e", "the hash of the empty file"),
        ("hxxps://pastebin[.]com/vfb5mbbu", guards.SHARED),
        ("the server 203.0.113[.]7", guards.DOCUMENTATION),
        ("the server 203.0.113.7", guards.DOCUMENTATION),
        ("the server 10.1.2[.]3", guards.PRIVATE),
        ("bad.example[.]com", guards.DOCUMENTATION),
        (r"below \inetpub\wwwroot\aspnet_client\ there", guards.FOLDER),
        ("POST /ecp/default.flt", guards.POST_ONLY),
        ("targets of HTTP POST requests:\n/owa/auth/x/logon.css\n", guards.POST_ONLY),
        ("fishgatesite.wordpress[.]com", None),
        (f"hash {MD5}", None),
    ],
)
def test_a_reservation_known_of_the_value(document: Make, text: str, guard: str | None) -> None:
    assert guard_of(document(text)) == [guard]


def test_hashes_of_legitimate_tools_are_guarded_as_far_as_the_report_says(document: Make) -> None:
    text = f"Some MD5 IOCs identify legitimate tools such as PuTTY.\n\n{MD5}\n{SHA1}\n"
    assert guard_of(document(text)) == [guards.LEGITIMATE_TOOLS, None]


def test_a_list_that_the_report_calls_not_definitive(document: Make) -> None:
    text = (
        "These should not be taken as definitive IOCs:\n1.2.3[.]4\n\nThe actors also used these servers:\n5.6.7[.]8\n"
    )
    assert guard_of(document(text)) == [guards.NOT_DEFINITIVE, None]


def test_user_agents_in_doubt_are_guarded_wherever_they_stand(document: Make) -> None:
    text = (
        "curl/7.68.0 was seen.\nUser agents: the following should not be taken as definitive IOCs:\n"
        "python-requests/2.25.1\n"
    )
    assert guard_of(document(text)) == [guards.NOT_DEFINITIVE] * 2

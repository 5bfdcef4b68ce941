"""User agents: known products anywhere, others where the text speaks of user agents, over the ends of lines."""

from __future__ import annotations

import pytest

from tocsin.reading.indicators import observables

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0 Safari/537.36"


def agents(text: str) -> list[str]:
    return [o.value for o in observables(text) if o.type == "user-agent"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"It sent {CHROME}.", CHROME),
        (f'"{CHROME}"', CHROME),
        ("curl/7.68.0 was used", "curl/7.68.0"),
        ("a+user+agent: user agent evilbot/1.0 here", "evilbot/1.0"),
        ("Mozilla/5.0+(x;+Bot/2;++http://b.com\n/bot.htm)\n", "Mozilla/5.0+(x;+Bot/2;++http://b.com/bot.htm)"),
        ("Mozilla/5.0+(X11)+A/537.36+\n(KHTML)+Chrome/51.0\n", "Mozilla/5.0+(X11)+A/537.36+(KHTML)+Chrome/51.0"),
    ],
)  # fmt: skip
def test_a_user_agent_is_whole(text: str, value: str) -> None:
    assert agents(text) == [value]


def test_an_unclosed_bracket_does_not_swallow_the_next_string() -> None:
    text = "user agents:\nMozilla/5.0+(compatible;+Googlebot/2.1;++http://www.google.com\n/bot.html\nMozilla/5.0+(x)\n"
    assert agents(text) == [
        "Mozilla/5.0+(compatible;+Googlebot/2.1;++http://www.google.com/bot.html",
        "Mozilla/5.0+(x)",
    ]


@pytest.mark.parametrize("text", ["HTTP/1.1 was used", "TCP/443", "AES/256", "version nginx/1.18.0 runs"])
def test_a_product_is_no_user_agent_by_itself(text: str) -> None:
    assert agents(text) == []

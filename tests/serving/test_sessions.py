"""Tokens, cookies and marks of forms: only what was made here holds."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.serving.sessions import SESSION_S, Keeper, fresh_cookie

TOKEN = "0123456789abcdef"  # noqa: S105 - of a test
KEEPER = Keeper(TOKEN)


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"bearer  {TOKEN} ", f"Token {TOKEN}", basic(f"misp:{TOKEN}")])
def test_the_token_is_known_in_the_ways_programs_send_it(header: str) -> None:
    assert KEEPER.knows_header(header)


@pytest.mark.parametrize(
    "header",
    ["", TOKEN, "Bearer", "Bearer " + TOKEN[:-1], "Basic !!!", basic(TOKEN), basic(f"{TOKEN}:x"), "Digest " + TOKEN],
)
def test_nothing_else_is(header: str) -> None:
    assert not KEEPER.knows_header(header)


@given(st.text())
def test_no_text_is_taken_for_a_token_cookie_or_mark(text: str) -> None:
    assert not KEEPER.knows(text)
    assert not KEEPER.knows_header(text)
    assert not KEEPER.knows_session(text, 0)
    assert not KEEPER.knows_form("a" * 32, text)


def test_a_session_ends_and_cannot_be_made_longer_or_by_another() -> None:
    cookie = KEEPER.session(1000.0)
    assert KEEPER.knows_session(cookie, 1000.0 + SESSION_S - 1)
    assert not KEEPER.knows_session(cookie, 1000.0 + SESSION_S)
    assert not KEEPER.knows_session("9" + cookie, 0)
    assert not Keeper(TOKEN).knows_session(cookie, 1000.0)


def test_a_form_is_of_one_browser() -> None:
    mine, other = fresh_cookie(), fresh_cookie()
    assert KEEPER.knows_form(mine, KEEPER.form_mark(mine))
    assert not KEEPER.knows_form(other, KEEPER.form_mark(mine))
    assert not KEEPER.knows_form("", KEEPER.form_mark(""))
    assert not KEEPER.knows_session(KEEPER.form_mark(mine), 0)


def test_without_a_token_everybody_is_known() -> None:
    assert Keeper(None).knows_header("")
    assert Keeper(None).knows("anything")

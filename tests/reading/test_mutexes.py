"""Mutexes: names beside the word."""

from __future__ import annotations

import pytest

from tocsin.reading.mutexes import mutexes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('creates the mutex "Global\\abc-1" and', "Global\\abc-1"),
        ("a mutex named Global\\M_1.", "Global\\M_1"),
        ("Mutex: {D9-FF}", "{D9-FF}"),
        ("mutexes called 'evil one'", "evil one"),
    ],
)
def test_a_named_mutex(text: str, value: str) -> None:
    (found,) = mutexes(text)
    assert found.value == text[found.start : found.end] == value


@pytest.mark.parametrize(
    "text", ["the mutex is created", "mutexes are used", "a mutex called by the loader", "immutable"]
)
def test_no_name_no_mutex(text: str) -> None:
    assert mutexes(text) == []

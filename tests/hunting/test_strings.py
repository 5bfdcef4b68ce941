"""Texts in two blocks of bytes are the same texts."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.strings import Strings


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=6)))
def test_they_come_back_as_they_were_from_disk_too(texts: list[str]) -> None:
    strings = msgspec.msgpack.decode(msgspec.msgpack.encode(Strings.of(texts)), type=Strings)

    assert list(strings) == texts
    assert len(strings) == len(texts)
    assert strings.sizes().tolist() == [len(text.encode()) for text in texts]


def test_lone_surrogates_stay() -> None:
    assert list(Strings.of(["\ud800"])) == ["\ud800"]

"""Promises are no deeds."""

from __future__ import annotations

import pytest

from tocsin.reading.promises import is_promised

from tests.reading.trees import scene_of


@pytest.mark.parametrize(
    ("rows", "at", "promised"),
    [
        ("They/PRP/1/nsubj vowed/VBD/1/root to/TO/3/mark hold/VB/1/xcomp Iran/NNP/3/obj", 3, True),
        ("They/PRP/2/nsubj will/MD/2/aux hold/VB/2/root Iran/NNP/2/obj", 2, True),
        ("They/PRP/2/nsubj will/MD/2/aux act/VB/2/root by/IN/4/mark sanctioning/VBG/2/advcl Iran/NNP/4/obj", 4, True),
        ("They/PRP/1/nsubj hold/VBP/1/root Iran/NNP/1/obj", 1, False),
    ],
)
def test_what_will_be_is_promised(rows: str, at: int, promised: bool) -> None:
    scene = scene_of(rows)

    assert is_promised(scene, scene.tree.words[at]) is promised

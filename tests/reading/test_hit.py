"""Whom a deed is done to does no wrong by what else is told of them."""

from __future__ import annotations

from tocsin.model.report import MentionKind
from tocsin.reading.culprits import culprits
from tocsin.reading.hit import is_hit, is_suffered

from tests.reading.trees import scene_of

NAMES = {"Iran": (MentionKind.COUNTRY, "IR")}


def test_whoever_is_broken_into_does_nothing_wrong() -> None:
    rows = (
        "Iran/NNP/1/nsubj hacked/VBD/1/root a/DT/3/det group/NN/1/obj that/WDT/5/nsubj works/VBZ/3/acl:relcl"
        " on/IN/7/case energy/NN/5/obl"
    )

    scene = scene_of(rows, **NAMES)

    assert is_hit(scene, scene.tree.words[3])
    assert [[word.text for word in blame.accused] for blame in culprits(scene)] == [["Iran"]]


def test_a_victim_of_hacking_hacks_nobody() -> None:
    rows = "Iran/NNP/2/nsubj is/VBZ/2/cop one/CD/2/root of/IN/4/case victims/NNS/2/nmod of/IN/6/case hacking/VBG/4/nmod"
    scene = scene_of(rows, **NAMES)

    assert is_suffered(scene, scene.tree.words[6])
    assert culprits(scene) == ()

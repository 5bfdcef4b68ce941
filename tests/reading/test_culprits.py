"""Culprits: who did it, by predicate, passive, deed, noun and link."""

from __future__ import annotations

import pytest

from tocsin.model.report import MentionKind
from tocsin.reading.culprits import culprits

from benchmarks.read_claims import read
from tests.reading.trees import scene_of

NAMES = {"Iran": (MentionKind.COUNTRY, "IR"), "Canada": (MentionKind.COUNTRY, "CA")}


@pytest.mark.parametrize(
    ("rows", "culprit", "kind"),
    [
        ("Iran/NNP/2/nsubj was/VBD/2/cop responsible/JJ/2/root", "Iran", "event"),
        ("Iran/NNP/4/nsubj was/VBD/4/cop behind/IN/4/case the/DT/4/det attack/NN/4/root", "Iran", "event"),
        (
            "it/PRP/2/nsubj:pass was/VBD/2/aux:pass conducted/VBN/2/root by/IN/4/case Iran/NNP/2/obl:agent",
            "Iran",
            "event",
        ),
        ("Iran/NNP/1/nsubj stole/VBD/1/root data/NNS/1/obj", "Iran", "deed"),
        ("the/DT/1/det hackers/NNS/2/nsubj took/VBD/2/root files/NNS/2/obj", "hackers", "deed"),
        ("the/DT/1/det work/NN/1/root of/IN/3/case Iran/NNP/1/nmod", "Iran", "event"),
        ("Iran/NNP/2/nmod:poss 's/POS/0/case attack/NN/2/root", "Iran", "noun"),
        ("links/NNS/0/root to/IN/2/case Iran/NNP/0/nmod", "Iran", "link"),
        ("this/DT/2/nsubj was/VBD/2/cop Iran/NNP/2/root", "Iran", "event"),
    ],
)
def test_who_did_it(rows: str, culprit: str, kind: str) -> None:
    (blame,) = culprits(scene_of(rows, **NAMES))

    assert ([word.text for word in blame.accused], blame.kind, blame.negated) == ([culprit], kind, False)


@pytest.mark.parametrize(
    "rows",
    [
        "the/DT/1/det cable/NN/3/nsubj was/VBD/3/cop responsible/JJ/3/root",
        "Iran/NNP/1/nsubj bought/VBD/1/root grain/NN/1/obj",
        "rain/NN/1/nsubj caused/VBD/1/root the/DT/3/det outage/NN/1/obj",
    ],
)
def test_not_every_subject_is_a_culprit(rows: str) -> None:
    assert [blame for blame in culprits(scene_of(rows, **NAMES)) if blame.kind != "any"] == []


def test_a_denied_deed_is_negated() -> None:
    (blame,) = culprits(scene_of("Iran/NNP/3/nsubj did/VBD/3/aux not/RB/3/advmod hack/VB/3/root it/PRP/3/obj", **NAMES))

    assert blame.negated


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("ESET examined a range of attacks by the group Turla.", "Turla"),
        ("ESET traced the attack back to Beijing.", "China"),
        ("ESET says the hack was traced to a server in Iran.", "Iran"),
        ('"We could trace the attack to Iran," an engineer was quoted as saying.', "Iran"),
        ("ESET. The choice of targets lets us conclude that Turla is behind the attacks.", "Turla"),
        ("Belarusian hackers said that they had encrypted the servers of the railway.", "Belarusian hackers"),
        (
            "ESET says the outages were denial-of-service attacks by an actor that it tracks as Storm-1300.",
            "Storm-1300",
        ),
    ],
)
def test_who_did_it_is_read_in_other_wordings(text: str, accused: str) -> None:
    assert accused in {party for claim in read(text) for party in claim.accused}


@pytest.mark.parametrize(
    "text",
    [
        "ESET says the theft from the contractor Bechtel was large.",
        "Kaspersky spoke of the attack. It asked for proof that it could look into.",
    ],
)
def test_who_was_hit_or_only_looked_on_is_not_accused(text: str) -> None:
    assert read(text) == ()


def test_who_is_backed_by_a_state_is_tied_to_it() -> None:
    rows = "Owl/NNP/2/nsubj:pass is/VBZ/2/aux:pass backed/VBN/2/root by/IN/4/case Iran/NNP/2/obl:agent"
    (blame,) = culprits(scene_of(rows, Owl=(MentionKind.INTRUSION_SET, None), **NAMES))

    assert ([word.text for word in blame.accused], blame.kind) == (["Owl"], "link")

"""Techniques by description: what a sentence must say to be evidence, and how good that is on annotated reports."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from tocsin.model.report import Document
from tocsin.reading import described
from tocsin.reading.described import find_described, grams, load, scorer, stem
from tocsin.reading.report import read_document

from tests.material import DATA, needs_data

Make = Callable[..., Document]
KEYS = "The malware records keystrokes and takes screenshots of the victim's desktop."


def ids(given: Document) -> set[str]:
    return {mention.id for mention in find_described(given)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (KEYS, {"T1056.001", "T1113"}),
        ("The loader creates a scheduled task to run at logon of the user.", {"T1053.005"}),
        ("It then dumped credentials from the memory of the LSASS process with a tool.", {"T1003.001"}),
        ("The actors placed web shells on the compromised mail servers.", {"T1505.003"}),
    ],
)
def test_a_description_without_a_name(document: Make, text: str, wanted: set[str]) -> None:
    assert wanted <= ids(document(text))


@pytest.mark.parametrize(
    "text",
    [
        "The minister met his colleagues in Brussels on Monday to talk about trade.",
        "Ensure that users cannot create a scheduled task on the domain controller.",
        "Note: monitor for tools that dump credentials from the memory of the LSASS process.",
        "\u202e" * 50,
        "scheduled task " * 5000,
    ],
)
def test_what_describes_nothing_that_was_done(document: Make, text: str) -> None:
    assert ids(document(text)) == set()


def test_the_sentence_is_the_evidence_and_the_basis_is_kept_apart(document: Make) -> None:
    given = document(f"Nothing here. {KEYS} It used Screen Capture (T1113).")
    found = [one for one in read_document(given).techniques if one.id == "T1113"]
    assert {one.basis for one in found} >= {"described", "identifier"}
    for one in found:
        assert (one.score is not None) == (one.basis == "described")
    evidence = next(one for one in found if one.basis == "described")
    assert given.text[evidence.start : evidence.end] == KEYS
    assert 0 < (evidence.score or 0) <= 1


def test_only_in_english(document: Make) -> None:
    assert find_described(document(KEYS, language="de")) == ()


def test_references_are_no_evidence(document: Make) -> None:
    assert ids(document(f"The report.\n\nReferences\n\n{KEYS}")) == set()


def test_advice_is_no_evidence(document: Make) -> None:
    assert ids(document(f"The report.\n\nMitigations\n\n{KEYS}")) == set()
    assert ids(document(f"Mitigations\n\nPatch.\n\nTechnical Details\n\n{KEYS}")) != set()


def test_features_do_not_depend_on_endings_or_numbers() -> None:
    assert grams(["downloads", "the", "payloads"]) == grams(["downloaded", "payload"])
    assert stem("port8080") == stem("port9090")


def test_weights_are_those_that_were_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    known = scorer()
    assert known.weights.shape == (len(known.grams), len(known.techniques)) == (len(known.rarity), len(known.least))
    assert (np.diff(known.grams.astype(np.int64)) > 0).all()
    monkeypatch.setattr(described, "SHA256", "0" * 64)
    scorer.cache_clear()
    with pytest.raises(ValueError, match="install tocsin again"):
        scorer()
    monkeypatch.undo()
    scorer.cache_clear()


def test_a_file_with_objects_is_refused(tmp_path: pytest.TempPathFactory) -> None:
    path = f"{tmp_path}/x.npz"
    np.savez(path, scale=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        load(path)


@needs_data
def test_annotated_reports_it_was_trained_on(document: Make) -> None:
    """The figure for reports never seen is in `docs/models.md`; this says only that features and weights fit."""
    right = found = wanted = 0
    for path in sorted((DATA / "annotated/tram2").glob("*.json"))[::13]:
        report = json.loads(path.read_text(encoding="utf-8"))
        marked = (one["label"] for one in report["techniques"] if one["spans"])
        gold = {label.rpartition("(")[2].strip(")") for label in marked}
        mine = ids(document(report["text"]))
        right, found, wanted = right + len(gold & mine), found + len(mine), wanted + len(gold)
    assert 2 * right / (found + wanted) > 0.7

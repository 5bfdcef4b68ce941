"""The layer of many reports: scores are counts, and the Navigator's own library takes it."""

from __future__ import annotations

from tocsin.showing.library_navigator import library_layer


def test_scores_are_counts() -> None:
    layer = library_layer([("T1190", 3), ("T1505.003", 1), ("TA1505.003", 9)], 4)
    assert [(one["techniqueID"], one["score"]) for one in layer["techniques"]] == [("T1190", 3), ("T1505.003", 1)]
    assert layer["gradient"]["maxValue"] == 3
    assert layer["techniques"][1]["showSubtechniques"]
    assert layer["versions"]["layer"] == "4.5"


def test_a_library_without_techniques_has_a_layer() -> None:
    assert library_layer([], 0)["techniques"] == []

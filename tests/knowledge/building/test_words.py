"""Ordinary words out of treebanks: small letters, no proper names."""

from __future__ import annotations

import gzip
from pathlib import Path

from tocsin.knowledge.building.words import FILES, ordinary_words


def token(form: str, lemma: str, tag: str) -> str:
    return "\t".join(["1", form, lemma, tag, "_", "_", "0", "root", "_", "_"]) + "\n"


def test_words_and_all_words(tmp_path: Path) -> None:
    text = (
        token("plays", "play", "VERB") + token("James", "James", "PROPN") + token("x1", "x1", "X") + "# text = Net\n\n"
    )
    for name in FILES:
        (tmp_path / name).write_bytes(gzip.compress(text.encode()))

    ordinary, everything, sources = ordinary_words(tmp_path)

    assert ordinary == {"plays", "play"}
    assert everything == {"plays", "play", "james"}
    assert len(sources) == len(FILES)

"""Ordinary English words from open treebanks: which names are also words.

In: CoNLL-U files. Out: the words that stand there in small letters and are no proper names, and every word at all:
first names, brands and places are also the names of malware.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from tocsin.knowledge.entries import TableSource

FILES = ("ewt-train.conllu.gz", "ewt-dev.conllu.gz", "gum-train.conllu.gz")


def ordinary_words(folder: Path) -> tuple[frozenset[str], frozenset[str], tuple[TableSource, ...]]:
    """Return the ordinary words of the treebanks in `folder`, all their words, and where they come from."""
    ordinary: set[str] = set()
    everything: set[str] = set()
    sources: list[TableSource] = []
    for name in FILES:
        body = gzip.decompress((folder / name).read_bytes())
        sources.append(
            TableSource(
                name=f"UD treebank {name.removesuffix('.conllu.gz')}",
                version="as shared",
                date=None,
                sha256=hashlib.sha256(body).hexdigest(),
                licence="CC BY-SA 4.0 / CC BY 4.0 (list of single words derived)",
            )
        )
        for line in body.decode("utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) != 10 or not parts[1].isalpha():
                continue
            everything.add(parts[1].lower())
            if parts[1].islower() and parts[3] != "PROPN":
                ordinary |= {word for word in (parts[1], parts[2].lower()) if word.isalpha()}
    return frozenset(ordinary), frozenset(everything | ordinary), tuple(sources)

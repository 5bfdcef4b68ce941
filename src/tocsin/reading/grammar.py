"""The parser: sentences into words with their tags, lemmas and heads, by weights of our own making.

In: the text of one sentence. Out: a spaCy `Doc` whose tokens carry Universal Dependencies labels.
The pipeline is built here by code and only the weights are data, so that training (`training/train_parser.py`) and
reading cannot differ in shape. spaCy is imported when a text is parsed, not before: `import tocsin` stays free of it.
The prefix of a word is its first three characters here (spaCy's own is one): it tells families of names apart.
Data, licences and scores of the weights: `docs/models.md`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.reading.trees import Parsed

if TYPE_CHECKING:
    from spacy.language import Language

WIDTH, DEPTH, WINDOW, PIECES = 128, 4, 1, 3
FEATURES = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
ROWS = (6000, 3000, 3000, 1500)
HIDDEN = 96
_TOGETHER = 256  # sentences; a quarter of them go through the parser in step
_HASHES = 1 << 64  # keys of strings have no sign


@contextmanager
def _without_commands() -> Generator[None]:
    """Let spaCy be imported without its command line: 370 modules, HTTP clients among them, that parsing never calls.

    What stands in for it is gone afterwards, so that whoever wants the commands can import them.
    """
    commands = ModuleType("spacy.cli.info")
    commands.__dict__["info"] = None
    stand_ins = {"spacy.cli": ModuleType("spacy.cli"), commands.__name__: commands}
    if "spacy" in sys.modules:
        stand_ins = {}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)


def blank() -> Language:
    """Build the pipeline without weights."""
    with _without_commands():
        importlib.import_module("spacy")
    from spacy.attrs import PREFIX
    from spacy.lang.en import English, EnglishDefaults

    class Defaults(EnglishDefaults):
        lex_attr_getters = {**EnglishDefaults.lex_attr_getters, PREFIX: _prefix}  # noqa: RUF012 spaCy's own shape

    class Reading(English):
        pass

    Reading.Defaults = Defaults
    language = Reading()
    language.add_pipe("tok2vec", config={"model": _tok2vec()})
    language.add_pipe("tagger", config={"model": _tagger()})
    language.add_pipe("morphologizer", config={"model": _tagger()})
    language.add_pipe("parser", config={"model": _parser(), "min_action_freq": 10})
    return language


def _prefix(word: str) -> str:
    return word[:3]


def _listener() -> dict[str, Any]:
    return {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH}


def _tok2vec() -> dict[str, Any]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": list(FEATURES),
            "rows": list(ROWS),
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
            "depth": DEPTH,
            "window_size": WINDOW,
            "maxout_pieces": PIECES,
        },
    }


def _tagger() -> dict[str, Any]:
    return {"@architectures": "spacy.Tagger.v2", "nO": None, "normalize": False, "tok2vec": _listener()}


def _parser() -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": HIDDEN,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": _listener(),
    }


@cache
def parser() -> Language:
    """Return the pipeline with its weights, loaded once."""
    language = blank()
    with files("tocsin.reading.model").joinpath("parser.bin").open("rb") as stream:
        language.from_bytes(stream.read(), exclude=["tokenizer"])
    _multiply_by_numpy(language)
    for pipe in ("tagger", "morphologizer", "parser"):
        for label in language.pipe_labels[pipe]:
            language.vocab.strings.add(label)
    return language


def _multiply_by_numpy(language: Any) -> None:
    """Let NumPy multiply the matrices: its library does so in a third of the time that thinc's own takes."""
    from thinc.api import NumpyOps

    ops: Any = NumpyOps()
    ops.gemm = _product
    for _, pipe in language.pipeline:
        for node in pipe.model.walk():
            node.ops = ops


def _product(x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
    return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


def parse(texts: Sequence[str]) -> Iterator[list[Parsed]]:
    """Yield for each sentence its words: offset, text, Penn tag, universal tag, relation, head."""
    strings = parser().vocab.strings  # first, as it is what imports spaCy
    from spacy.attrs import DEP, HEAD, POS, TAG

    for document in parser().pipe(texts, batch_size=_TOGETHER):
        marks = document.to_array([TAG, POS, DEP, HEAD]).astype("int64").tolist()
        heads = [number + row[3] for number, row in enumerate(marks)]
        kept = [(word.i, word.idx, word.text) for word in document if not word.is_space]
        number = {old: new for new, (old, *_) in enumerate(kept)}
        yield [
            (start, text, *(strings[mark % _HASHES] for mark in marks[old][:3]), _head(old, heads, number))
            for old, start, text in kept
        ]


def _head(word: int, heads: Sequence[int], number: dict[int, int]) -> int:
    """Return the new number of the head of a word, past heads that are blanks."""
    head = heads[word]
    while head not in number and heads[head] != head:
        head = heads[head]
    return number.get(head, number[word])

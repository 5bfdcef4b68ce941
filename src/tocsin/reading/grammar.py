"""The parser: sentences into words with their tags, lemmas and heads, by weights of our own making.

In: the text of one sentence. Out: a spaCy `Doc` whose tokens carry Universal Dependencies labels.
The pipeline is built here by code and only the weights are data, so that training (`training/train_parser.py`) and
reading cannot differ in shape. spaCy is imported when a text is parsed, not before: `import tocsin` stays free of it.
The prefix of a word is its first three characters here (spaCy's own is one): it tells families of names apart.
Data, licences and scores of the weights: `docs/models.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tocsin.reading.trees import Parsed

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

WIDTH, DEPTH, WINDOW, PIECES = 128, 4, 1, 3
FEATURES = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
ROWS = (6000, 3000, 3000, 1500)
HIDDEN = 96


def blank() -> Language:
    """Build the pipeline without weights."""
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
    for pipe in ("tagger", "morphologizer", "parser"):
        for label in language.pipe_labels[pipe]:
            language.vocab.strings.add(label)
    return language


def parse(texts: Sequence[str]) -> Iterator[list[Parsed]]:
    """Yield for each sentence its words: offset, text, Penn tag, universal tag, relation, head."""
    for document in parser().pipe(texts, batch_size=64):
        words = [word for word in document if not word.is_space]
        number = {word.i: at for at, word in enumerate(words)}
        yield [(word.idx, word.text, word.tag_, word.pos_, word.dep_, _head(word, number)) for word in words]


def _head(word: Token, number: dict[int, int]) -> int:
    head = word.head
    while head.i not in number and head.head.i != head.i:
        head = head.head
    return number.get(head.i, number[word.i])

"""Who stands before a verb or behind a word."""

from tocsin.reading import word_order
from tocsin.reading.grammar import parse
from tocsin.reading.growing import grow
from tocsin.reading.parties import Scene, scene
from tocsin.reading.sentences import split
from tocsin.reading.stand_ins import disguise


def of(text: str) -> Scene:
    return scene(grow([disguise(split(text)[0], [])], parse)[0], [])


def test_a_noun_behind_a_preposition_does_nothing() -> None:
    here = of("Investigators hired by the bank in the capital later blamed a gang from the suburbs.")
    verb = next(word.i for word in here.tree.words if word.word == "blamed")
    found = word_order.before(here, verb, lambda _, word: word.is_noun)
    assert found is not None
    assert found.word == "investigators"


def test_a_phrase_is_headed_by_its_last_noun() -> None:
    here = of("The police traced the theft to the old harbour gang of the north.")
    verb = next(word.i for word in here.tree.words if word.word == "traced")
    found = [word.word for word in word_order.behind(here, verb, ("to",), lambda *_: True, far=9)]
    assert found == ["gang"]

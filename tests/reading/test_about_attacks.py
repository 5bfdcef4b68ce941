"""Sentences speak of attacks by their words or by the intruders that they name."""

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.about_attacks import About, speaks_of_attacks
from tocsin.reading.sentences import split


def test_sentences_and_those_beside_them() -> None:
    """One of four has a word for it, another the name of intruders."""
    sentences = split("It rained. Hackers broke into the bank. It rained on. It was Turla.")
    turla = Mention(start=57, end=62, text="Turla", kind=MentionKind.INTRUSION_SET, id="G0010", name="Turla")
    about = About(sentences, [[], [], [], [turla]])
    assert [about.at(one) for one in range(4)] == [False, True, False, True]
    assert [about.near(one) for one in range(4)] == [True, True, True, True]
    assert about.share() == 0.5


def test_a_text_without_attacks() -> None:
    """Nobody attacks in it."""
    assert not speaks_of_attacks("The weather was fine all day.")
    assert About((), ()).share() == 0

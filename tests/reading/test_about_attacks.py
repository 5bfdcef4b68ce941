"""Sentences speak of attacks by their words or by the intruders that they name."""

from tocsin import knowledge
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


def test_the_name_of_an_office_speaks_of_no_attack() -> None:
    """Where it stands says nothing, a vendor that looks into attacks does."""
    sentences = split("The Centre for Cyber Security moves. Mandiant spoke.")
    office = Mention(start=4, end=29, text="Centre for Cyber Security", kind=MentionKind.GOVERNMENT_BODY, id=None,
                     name="Centre for Cyber Security")  # fmt: skip
    vendor = next(one for one in knowledge.base().organisations() if one.name == "Mandiant")
    firm = Mention(start=37, end=45, text="Mandiant", kind=MentionKind.ORGANISATION, id=vendor.id, name="Mandiant")
    about = About(sentences, [[office], [firm]])
    assert [about.at(one) for one in range(2)] == [False, True]


def test_a_text_of_some_length_about_something_else() -> None:
    """One of nine sentences names an attack."""
    sentences = split("It rained. " * 8 + "It was no attack.")
    assert About(sentences, [[] for _ in sentences]).in_passing()
    assert not About(sentences[-3:], [[], [], []]).in_passing()

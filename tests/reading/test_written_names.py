"""Names as claims print them."""

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.written_names import as_written, state_of_person, untitled


def _mention(text: str, kind: MentionKind, name: str | None = None, entity: str | None = None) -> Mention:
    return Mention(start=0, end=len(text), text=text, kind=kind, id=entity, name=name or text)


def test_an_office_loses_the_state_before_its_own_name() -> None:
    office = _mention("China's National Computer Virus Emergency Response Center", MentionKind.GOVERNMENT_BODY)
    assert as_written(office) == "National Computer Virus Emergency Response Center"


def test_a_state_goes_by_its_name_on_record() -> None:
    assert as_written(_mention("Britain", MentionKind.COUNTRY, "United Kingdom", "GB")) == "United Kingdom"


def test_a_person_goes_without_the_office() -> None:
    assert untitled("Prime Minister Donald Tusk") == "Donald Tusk"
    assert untitled("Minister") == "Minister"


def test_a_person_nobody_knows_has_no_state() -> None:
    assert state_of_person(None) is None
    assert state_of_person("person:hua-chunying") == "CN"

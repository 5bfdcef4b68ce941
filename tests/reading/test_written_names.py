"""Names as claims print them."""

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.written_names import as_written, disowned, is_demonym, state_of_person, unquoted, untitled


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


def test_a_name_of_several_words_goes_without_whose_it_is() -> None:
    assert disowned("Lithuania's State Security Department") == "State Security Department"
    assert disowned("China's embassy") == "China's embassy"


def test_a_company_goes_without_the_sort_it_is_of() -> None:
    assert as_written(_mention("security company 360", MentionKind.ORGANISATION)) == "360"
    assert as_written(_mention("watchTowr", MentionKind.ORGANISATION)) == "watchTowr"


def test_a_quotation_mark_that_nothing_closes_is_left_out() -> None:
    assert unquoted('five "APT groups') == "five APT groups"
    assert unquoted('the "Lazarus" group') == 'the "Lazarus" group'


def test_the_people_of_a_state_are_known() -> None:
    assert is_demonym("Iranians")
    assert is_demonym("Russian")
    assert not is_demonym("Tehran")

"""Who attributes the Exchange hack to whom, who only condemns, denies, merely repeats: each row against the record.

The expectations are those of the public record (C00 to C22), not of what the program happens to say.
"""

from __future__ import annotations

import pytest

from tocsin.library import Library
from tocsin.library.incident import Accusal, IncidentAnswer, Naming, answer, incident_of, incidents
from tocsin.model.errors import UsageError

EXCHANGE = "incident:exchange-2021"


@pytest.fixture(scope="module")
def told(gold: Library) -> IncidentAnswer:
    return answer(gold, "Microsoft Exchange hack")


def accusal(told: IncidentAnswer, key: str) -> Accusal:
    (found,) = [one for one in told.attributed if one.key == key]
    return found


def naming(told: IncidentAnswer, group: str) -> Naming:
    (found,) = [one for one in told.groups if one.group == group]
    return found


def test_who_attributes_it_to_the_ministry(told: IncidentAnswer) -> None:
    ministry = accusal(told, "body:CN-MSS")
    own = {one.speaker for one in ministry.positions if one.own}
    assert own == {"White House", "US Department of State", "Australian Government", "Canada"}
    assert ministry.origins == 4
    # what Psaki says of the United Kingdom is no statement of the United Kingdom's
    assert {one.speaker for one in ministry.positions if not one.own} == {"White House", "United Kingdom"}
    assert ministry.hearsay == 1


def test_other_levels_are_other_accused(told: IncidentAnswer) -> None:
    backed = accusal(told, "CN: state-backed")
    assert {one.speaker for one in backed.positions} == {"Foreign, Commonwealth & Development Office", "GCSB", "NCSC"}
    assert {one.level for one in backed.positions if one.speaker == "NCSC"} == {"almost-certain"}
    hafnium = accusal(told, "G0125")
    assert {(one.speaker, one.level) for one in hafnium.positions} == {("Microsoft", "high"), ("NCSC", "high")}


def test_who_only_condemns_and_who_denies(told: IncidentAnswer) -> None:
    assert [(one.speaker, one.accused) for one in told.condemned_only] == [("European Union", ("territory of China",))]
    assert [one.speaker for one in told.denied] == ["Chinese mission to the EU", "Chinese embassy", "Zhao Lijian"]


def test_who_merely_repeats(told: IncidentAnswer) -> None:
    assert {(one.name, one.how, one.whom) for one in told.repeated} == {
        ("NATO", "endorses", ("Canada", "United Kingdom", "United States")),
        ("Jen Psaki", "relays", ("United Kingdom",)),
        ("Reuters", "relays", ("White House",)),
        ("BBC", "relays", ("White House",)),
        ("newspaper", "relays", ("Canada",)),
    }


def test_who_says_apt40(told: IncidentAnswer) -> None:
    group = naming(told, "APT40")
    assert [(one.speaker, one.own, one.relayed) for one in group.here] == [
        ("Canada", 0, 1)
    ]  # and only as a paper tells
    assert {one.speaker for one in group.elsewhere} >= {
        "United Kingdom",
        "European Union",
        "Ministry of Foreign Affairs of Japan",
        "New Zealand",
        "Canada",
        "Department of Justice",
    }
    assert naming(told, "APT31").here == ()


def test_origins_are_counted(told: IncidentAnswer) -> None:
    speakers = {one.speaker for accusal in told.attributed for one in accusal.positions}
    speakers |= {one.speaker for one in (*told.condemned_only, *told.denied)} | {"NATO"}
    assert (told.reports, told.origins, told.states) == (16, len(speakers), 6)


def test_what_is_left_out_is_told(gold: Library, told: IncidentAnswer) -> None:
    assert told.left_out == ()
    few = answer(gold, "exchange-2021", limit=3)
    assert few.left_out == ("positions: those in fewest reports",)
    assert sum(len(one.positions) for one in few.attributed) <= 3


def test_incidents_and_their_names(gold: Library) -> None:
    assert [(one.id, one.reports) for one in incidents(gold)][:2] == [(EXCHANGE, 16), ("incident:apt40-2011-2018", 4)]
    assert incident_of(gold, "exchange-2021") == incident_of(gold, "microsoft exchange hack") == EXCHANGE
    with pytest.raises(UsageError, match="no report"):
        incident_of(gold, "notpetya-2017")

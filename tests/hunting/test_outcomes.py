"""An outcome is what travels between processes: it comes back as it was."""

from __future__ import annotations

from tocsin.collecting.coverage import SURVEY_CLASSES, Survey
from tocsin.hunting.hit_tables import Away
from tocsin.hunting.outcomes import Outcome
from tocsin.isolation.parcels import pack, unpack
from tocsin.model.evidence import Rejected


def test_an_outcome_comes_back_as_it_was() -> None:
    survey = Survey()
    survey.take(Rejected(path="a", offset=7, reason="r"))
    given = Outcome((Away("x", kept=True),), survey)
    given.excluded[0, "rule"] += 3

    assert unpack(pack(given), (Outcome, Away, *SURVEY_CLASSES)) == given

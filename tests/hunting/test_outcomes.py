"""An outcome is what travels between processes: it comes back as it was."""

from __future__ import annotations

from tocsin.collecting.coverage import SURVEY_CLASSES, Survey
from tocsin.collecting.survey_form import form_of
from tocsin.hunting.hit_tables import Away
from tocsin.hunting.outcomes import Outcome
from tocsin.isolation.parcels import pack, unpack
from tocsin.model.evidence import Rejected


def test_an_outcome_comes_back_as_it_was() -> None:
    survey = Survey()
    survey.take(Rejected(path="a", offset=7, reason="r"))
    given = Outcome((Away("x", kept=True),), survey)
    given.excluded[0, "rule"] += 3

    came = unpack(pack(given), (Outcome, Away, *SURVEY_CLASSES))
    assert isinstance(came, Outcome)
    assert (came.hits, came.observed, came.excluded) == (given.hits, given.observed, given.excluded)
    assert form_of(came.survey) == form_of(survey)

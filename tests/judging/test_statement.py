"""Wording: never more than the logs could show, never who did it, whatever stands in the input."""

from __future__ import annotations

from itertools import product

import pytest

from tocsin.judging.statement import (
    Account,
    HostCount,
    Summary,
    explain,
    missing,
    paragraph,
    remedy,
    sentence,
    tuning_notes,
    why_lacking,
)
from tocsin.judging.visibility import Lack
from tocsin.judging.watching import Need
from tocsin.judging.windows import UNKNOWN, Period
from tocsin.model.packs import SaidUse, Stage
from tocsin.model.tuning import Tuned
from tocsin.model.verdict import Improvement, Outcome, Sensitivity, Strength

from tests.judging.court import CATALOGUE, behaviour

WHYS = (
    "no holder",
    "no log",
    "no such event",
    "begins later",
    "ends earlier",
    "gap",
    "no time",
    "outside",
    "cannot fire",
    "no rule",
)
CLEAN = ("clean", "safe", "not compromised", "no compromise", "was not hit", "secure", "harmless.")
PERIODS = (UNKNOWN, Period(447_072, 448_728, "incident"), Period(447_072, 448_728, "assumed", cut_from=449_000))


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("period", PERIODS)
def test_every_explanation_is_a_sentence_and_none_says_clean(outcome: Outcome, period: Period) -> None:
    for share, whole, sensitive, trusted in product(
        (None, 0.0, 0.43, 1.0), (True, False), (True, False), (True, False)
    ):
        account = Account(
            behaviour=behaviour("step:case/ssrf"),
            host="EX01",
            outcome=outcome,
            period=period,
            share=share,
            whole=whole,
            sensitive=sensitive,
            trusted=trusted,
            stage=Stage.EXPLOITED,
            strength=Strength.SPECIFIC,
            proving=2,
            explained=1,
            weak=1,
            rejected=2,
            rules_able=3,
            rules_unable=1,
            logs=("IIS request log",),
            remark="more is known",
            sensitivity=Sensitivity(seen=3, of=4, source="x") if sensitive else None,
        )
        text = explain(account)

        assert text[0].isupper()
        assert text.endswith(".")
        assert "None" not in text
        assert "  " not in text
        assert not any(word in text for word in CLEAN)


@pytest.mark.parametrize("why", WHYS)
def test_every_lack_has_a_reason_and_what_is_missing(why: str) -> None:
    for need in (None, Need("iis"), Need("windows-sysmon", ("11",)), Need("not-in-the-catalogue")):
        lack = Lack(need, why, 447_072, 448_728, rule="a field is never written")  # type: ignore[arg-type]

        assert why_lacking(lack, CATALOGUE)
        assert missing(lack, CATALOGUE)
        assert "None" not in why_lacking(lack, CATALOGUE)


def test_a_part_of_a_log_that_is_not_there_is_named() -> None:
    lack = Lack(Need("exchange-httpproxy", ("Ecp",)), "no such event")

    assert why_lacking(lack, CATALOGUE) == (
        "of the Exchange HttpProxy log the part that is kept for Ecp is not in the evidence"
    )


def test_a_remedy_for_what_can_be_mended() -> None:
    assert remedy(Lack(Need("windows-sysmon", ("11",)), "no such event"), CATALOGUE) == "add <FileCreate>"
    assert remedy(Lack(Need("windows-sysmon", ("11",)), "no log"), CATALOGUE) == "install Sysmon; add <FileCreate>"
    assert "about 30 days" in (remedy(Lack(Need("exchange-httpproxy"), "begins later"), CATALOGUE) or "")
    assert remedy(Lack(Need("iis"), "cannot fire"), CATALOGUE) is None


def summary(outcome: Outcome, **more: object) -> Summary:
    given: dict[str, object] = {
        "stage": Stage.FOOTHOLD,
        "specific": True,
        "hosts": (HostCount("EX01", outcome), HostCount("EX02", Outcome.BLIND)),
        "findings": {outcome: 3, Outcome.BLIND: 2},
        "first": "2021-03-03T05:01:00Z",
        "said": (SaidUse(actor="HAFNIUM", actor_id=None, said_by="Microsoft", date=None, source="x"),),
        "improvements": (Improvement(log_id="iis", host="EX02", what="IIS request log", remedy=None, findings=2),),
    }
    return Summary(outcome=outcome, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("specific", [True, False])
def test_the_answer_names_no_actor_and_is_followed_by_why_not(outcome: Outcome, specific: bool) -> None:
    one = summary(outcome, specific=specific)

    assert "HAFNIUM" not in sentence(one)
    assert sentence(one) in paragraph(one)
    assert paragraph(one).index("HAFNIUM") < paragraph(one).index("does not tell who did it")
    assert not any(word in paragraph(one) for word in CLEAN)


def test_only_not_seen_says_not_seen() -> None:
    for outcome in Outcome:
        assert sentence(summary(outcome)).startswith("Not seen") == (outcome is Outcome.NOT_SEEN)


def test_a_partial_answer_says_that_it_is_no_all_clear() -> None:
    assert "no all-clear" in sentence(summary(Outcome.PARTLY_BLIND))


def test_what_is_only_consistent_is_said_to_be() -> None:
    assert "not specific to it" in sentence(summary(Outcome.SEEN, specific=False))
    assert "not specific" not in sentence(summary(Outcome.SEEN))


def test_what_could_not_be_seen_comes_first() -> None:
    text = paragraph(summary(Outcome.SEEN, late=("HttpProxy log", 448_000, 447_072), cut_at=448_728, assumed=True))

    assert (
        text.index("begins only on") < text.index("The evidence ends") < text.index("is assumed") < text.index("Seen:")
    )


def test_what_tuning_left_out_counts_as_not_there_and_is_said() -> None:
    def entry(kind: str, name: str, hits: int | None = None) -> Tuned:
        return Tuned(kind=kind, name=name, reason=None, place="t.yml:1", rules=2, hits=hits)

    entries = (entry("level", "level low"), entry("exclusion", "ours", 7), entry("exclusion", "none", 0))

    assert tuning_notes(entries) == ("at the user's wish 7 hits ('ours') were left out: they count as not there",)
    assert tuning_notes([entry("disabled", "t1059")]) == ("at the user's wish 2 rules did not watch",)
    assert tuning_notes([]) == ()


def test_no_host_and_no_finding() -> None:
    assert "no event in the evidence" in sentence(summary(Outcome.BLIND, hosts=(), findings={}))
    assert paragraph(summary(Outcome.BLIND, hosts=(), findings={}, improvements=(), said=()))

"""How far a hit proves that it got."""

from __future__ import annotations

import pytest

from tocsin.judging.stages import higher, of_rule, of_step
from tocsin.model.logs import LogSource
from tocsin.model.packs import Stage, StepRule
from tocsin.model.verdict import Strength

from tests.judging.court import WEB, card


@pytest.mark.parametrize(
    ("tags", "tactics", "stage"),
    [
        (("attack.reconnaissance",), (), Stage.SCANNED),
        (("attack.initial-access",), (), Stage.EXPLOITED),
        (("attack.initial_access",), (), Stage.EXPLOITED),
        (("attack.execution",), (), Stage.FOOTHOLD),
        (("attack.persistence", "attack.t1505.003", "attack.g0125"), (), Stage.FOOTHOLD),
        (("attack.exfiltration",), (), Stage.POST_EXPLOITATION),
        (("attack.discovery", "attack.initial-access"), (), Stage.EXPLOITED),
        (("attack.t1041",), ("exfiltration",), Stage.POST_EXPLOITATION),
        (("attack.t1078",), ("defense-evasion", "initial-access"), Stage.EXPLOITED),
        ((), (), Stage.FOOTHOLD),
    ],
)
def test_a_tactic_tells_the_stage_and_of_several_the_least(
    tags: tuple[str, ...], tactics: tuple[str, ...], stage: Stage
) -> None:
    assert of_rule(card("r", tags=tags), tactics, Strength.CONSISTENT).stage is stage


@pytest.mark.parametrize("level", ["low", "informational", "Low", "nonsense"])
def test_a_rule_below_medium_proves_nothing(level: str) -> None:
    assert of_rule(card("r", level, ("attack.execution",)), (), Strength.CONSISTENT).stage is None


def test_a_request_is_an_attempt_at_most() -> None:
    assert (
        of_rule(card("r", tags=("attack.persistence",), logsource=WEB), (), Strength.CONSISTENT).stage
        is Stage.ATTEMPTED
    )
    scan = card("r", tags=("attack.reconnaissance",), logsource=LogSource(category="webserver"))
    assert of_rule(scan, (), Strength.CONSISTENT).stage is Stage.SCANNED


def test_a_step_says_its_own_stage_even_of_a_request() -> None:
    shown = of_step("case/ssrf", StepRule(rule="r", stage=Stage.EXPLOITED, lookalikes=("x",)), Strength.SPECIFIC)

    assert (shown.stage, shown.step, shown.lookalikes) == (Stage.EXPLOITED, "case/ssrf", ("x",))


def test_the_stage_that_got_further() -> None:
    assert higher(None, None) is None
    assert higher(None, Stage.SCANNED) is Stage.SCANNED
    assert higher(Stage.POST_EXPLOITATION, Stage.FOOTHOLD) is Stage.POST_EXPLOITATION

"""Who confirms that there was an attack, without accusing anybody."""

from __future__ import annotations

import pytest

from tocsin.model.report import Act

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "act", "who"),
    [
        ("The defence ministry had acknowledged the breach in March.", Act.ACKNOWLEDGE, "defence ministry"),
        ("The port authority confirmed that two of its servers had been hijacked.", Act.CONFIRM, "port authority"),
        ("The company admitted that customer data had been stolen.", Act.ACKNOWLEDGE, "company"),
        ("The hospital conceded that it had suffered an intrusion.", Act.ACKNOWLEDGE, "hospital"),
    ],
)
def test_an_attack_is_confirmed(text: str, act: Act, who: str) -> None:
    (found,) = read(text)

    assert (found.act, found.speakers, found.accused, found.negated) == (act, (who,), (), False)


@pytest.mark.parametrize(
    "text",
    [
        "The company admitted that its prices had been raised.",
        "The bank confirmed that no data had been stolen.",
        "The ministry would confirm the breach if it knew of one.",
    ],
)
def test_nothing_is_confirmed(text: str) -> None:
    assert not [one for one in read(text) if not one.negated]


def test_a_group_that_admits_an_attack_is_no_victim() -> None:
    (found,) = read("The hacktivist group Red Lantern admitted the attack.")

    assert (found.act, found.accused) == (Act.ADMIT, ("Red Lantern",))

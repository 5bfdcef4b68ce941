"""Nouns told by a trade of their own."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(("service", "accused"), [("the translation service", False), ("the spy service", True)])
def test_a_service_of_another_trade_is_nobody_before(service: str, accused: bool) -> None:
    text = f"The hack was the work of the GRU, Norway said. Norway also blamed {service} for the attack on the port."
    assert any(claim.accused == ("GRU",) and claim.act == "accuse" for claim in read(text)[1:]) is accused

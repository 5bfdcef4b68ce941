"""Who is tied to whom."""

import pytest

from tocsin.model.report import Act

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Norway linked the hack to APT28.", "APT28"),
        ("Norway found a tie between the hackers and the GRU.", "GRU"),
    ],
)
def test_a_tie_is_a_link(text: str, accused: str) -> None:
    assert any(claim.act is Act.LINK and accused in claim.accused for claim in read(text)), read(text)

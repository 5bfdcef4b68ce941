"""Keywords in words: found for the scopes that events are in, and only as far as bytes can be searched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tocsin.hunting.match import Matcher
from tocsin.hunting.patterns import hyperscan
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.sought import Sought

from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import many
from tests.hunting.rulebook import load_text, text_of

pytestmark = [needs_kernels, pytest.mark.skipif(hyperscan is None, reason="Hyperscan has no wheel for this platform")]


ID = "00000000-0000-4000-8000-00000000000"


def test_bits_of_scopes_stand_at_the_words_in_which_a_keyword_may_be(tmp_path: Path) -> None:
    texts = [
        text_of({"k": [":\\A3.EXE"]}, id=f"{ID}1"),
        text_of({"k": ["aspx"]}, {"product": "windows", "service": "sysmon"}, id=f"{ID}2"),
        text_of({"k": ["12"]}, {"product": "windows", "service": "security"}, id=f"{ID}3"),
    ]
    matcher = Matcher(compile_plan(load_text(tmp_path, "---\n".join(texts))))
    batch, _ = both_ways(many(60), asked("Image", searched=True))
    assert batch.coded is not None
    coded = batch.coded
    sought = Sought(matcher.plan, matcher.raw, coded.words)
    scopes = {matcher.plan.rules[branch.rule].card.info.id[-1]: branch.scope for branch in matcher.plan.branches}
    assert sought.of_scopes([scopes["3"]]) == 0  # numbers cannot be searched for
    first = sought.of_scopes([scopes["1"]])
    sought.learn(coded.count)

    def held(bits: int) -> set[str]:
        words = np.flatnonzero(sought.found[: coded.count] & np.uint64(bits))
        return {coded.words.texts(words[[place]])[0].as_py() for place in range(len(words))}

    assert held(first) == {"C:\\a3.exe"}
    second = sought.of_scopes([scopes["2"]])
    sought.learn(coded.count)
    assert first & second == 0
    assert held(first) == {"C:\\a3.exe"}
    assert held(second) == {f"C:\\f{n}.aspx" for n in range(0, 60, 3)}

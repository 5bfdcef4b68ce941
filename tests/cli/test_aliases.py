"""Other tools' options: understood as ours, but for values and what stands behind `--`."""

from __future__ import annotations

import pytest

from tocsin.cli.aliases import OTHERS_NAMES, POSITIONAL, renamed
from tocsin.cli.hunt import hunt


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-d", "logs"], ["logs"]),
        (["--file=a.evtx"], ["a.evtx"]),
        (["-t", "jsonl"], ["--format", "jsonl"]),
        (["--timeline-start=2021-03-02"], ["--since=2021-03-02"]),
        (["-r", "rules", "-q"], ["-r", "rules", "-q"]),
        (["--", "-d"], ["--", "-d"]),
        ([], []),
    ],
)
def test_words_are_renamed(words: list[str], expected: list[str]) -> None:
    assert renamed(words) == expected


def test_every_name_leads_to_an_option_that_there_is_and_hides_none() -> None:
    ours = {name for option in hunt.params for name in option.opts}

    assert set(OTHERS_NAMES.values()) - {POSITIONAL} <= ours
    assert not ours & set(OTHERS_NAMES)

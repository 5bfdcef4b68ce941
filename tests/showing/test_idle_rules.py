"""Rules without a log in the evidence are counted, and where to look is said."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.hunting import hunt
from tocsin.showing.idle_rules import idle_rules

from tests.hunting.recordings import case
from tests.hunting.rulebook import load_text, text_of


def test_rules_without_a_log_here_are_counted(tmp_path: Path) -> None:
    evidence, _ = case(tmp_path)
    texts = [text_of({"s": {"A": "x"}}, {"product": "windows", "service": name}) for name in ("sysmon", "system")]

    both = hunt(collect([evidence]), load_text(tmp_path, "---\n".join(texts)), workers=1)
    one = hunt(collect([evidence]), load_text(tmp_path, texts[0]), workers=1)

    assert idle_rules(both) == ["1 of 2 are for logs that are here; 'tocsin rules check EVIDENCE' lists the others"]
    assert idle_rules(one) == []

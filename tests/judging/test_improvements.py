"""What would change the verdict."""

from __future__ import annotations

from tests.judging.court import verdict_for

WINDOW = ["2021-03-01", "2021-03-10"]


def test_what_is_seen_or_not_seen_asks_for_nothing() -> None:
    verdict = verdict_for(
        {
            "behaviours": ["step:case/posted", "step:case/dropped"],
            "window": WINDOW,
            "coverage": ["EX01 iis 2021-02-01 2021-03-31"],
            "hits": ["2021-03-03T05:01:00Z EX01 drop"],
        }
    )

    assert verdict.improvements == ()


def test_the_same_log_on_several_hosts_is_one_wish() -> None:
    coverage = [f"EX0{number} exchange-um 2021-02-01 2021-03-31" for number in range(3)]
    (wish,) = verdict_for({"behaviour": "step:case/posted", "window": WINDOW, "coverage": coverage}).improvements

    assert (wish.log_id, wish.host, wish.findings) == ("iis", None, 3)
    assert wish.what == "IIS request log, on 3 hosts (EX00, EX01 and EX02)"
    assert wish.remedy == "switch on W3C logging"


def test_behaviours_that_no_rule_watches_for_ask_for_rules() -> None:
    verdict = verdict_for(
        {"behaviours": ["tool:S9999", "tool:S9998"], "window": WINDOW, "coverage": ["EX01 iis 2021-02-01 2021-03-31"]}
    )

    (wish,) = verdict.improvements
    assert (wish.findings, wish.log_id) == (2, None)
    assert "--rules" in (wish.remedy or "")


def test_logs_that_would_settle_the_same_are_one_wish_the_likeliest_first() -> None:
    verdict = verdict_for(
        {
            "behaviours": ["step:case/dropped", "step:case/posted"],
            "window": WINDOW,
            "coverage": [
                "EX01 exchange-um 2021-02-01 2021-03-31",
                "EX02 windows-sysmon 2021-02-01 2021-03-31 kinds=11",
                "EX02 iis 2021-02-01 2021-03-31",
            ],
        }
    )

    files = next(wish for wish in verdict.improvements if "Sysmon" in wish.what)
    assert files.log_id == "windows-sysmon", "EX02 has it: it can be had here"
    assert files.what == "Sysmon log, event 11; or instead Security log, event 5145"
    assert (files.host, files.findings) == ("EX01", 1)

"""Explanations as JSON: they come back as they were, parts within parts."""

from __future__ import annotations

from tocsin.model.explanation import Explanation, Part, ScopeAnswer
from tocsin.model.hits import Place
from tocsin.model.json_form import from_json, to_json
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo


def test_an_explanation_comes_back_as_it_was() -> None:
    test = Part(kind="test", holds=True, field="A", modifier="contains", wanted="a", values=("xa",))
    one = Explanation(
        rule=RuleInfo(id="1", title="t", level="low"),
        path="a.yml",
        logsource=LogSource(product="windows"),
        source=Place(path="a.evtx", record=None, offset=7),
        time=None,
        host=None,
        log=None,
        holds=True,
        in_scope=True,
        condition_holds=True,
        scopes=(ScopeAnswer(log="Security"),),
        conditions=("s",),
        tree=Part(kind="not", holds=False, of=(Part(kind="selection", name="s", holds=True, of=(test,)),)),
    )

    assert from_json(to_json(one), Explanation) == one

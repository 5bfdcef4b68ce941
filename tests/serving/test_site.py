"""The frame: where one can go, a policy that fits the page, and errors as pages."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from pathlib import Path

import pytest

from tests.serving.site import Site, make, opened


def test_places_are_those_that_are_allowed(site: Site, tmp_path: Path) -> None:
    assert "/upload" not in site.ask("/").text
    with opened(dataclasses.replace(make(tmp_path), allow_upload=True)) as other:
        assert '<a href="/upload">Add a report</a>' in other.ask("/").text


@pytest.mark.parametrize(
    "path", ["/", "/reports/3", "/verdicts", "/incidents/incident:exchange-2021", "/coverage", "/no"]
)
def test_the_policy_lets_the_page_s_own_style_and_script_work_and_nothing_else(site: Site, path: str) -> None:
    told = site.ask(path)
    policy = told.headers["content-security-policy"]
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", told.text, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "form-action 'self'" in policy
    assert not re.search(
        r"\son[a-z]+=|style=|javascript:", re.sub(r"<(style|script)>.*?</\1>", "", told.text, flags=re.S)
    )
    assert not re.search(r"(src|href)=\"?(https?:)?//", told.text)


def test_an_error_is_a_page_for_people_and_a_problem_for_programs(site: Site) -> None:
    page = site.ask("/nowhere")
    assert (page.status, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    told = site.ask("/nowhere", accept="application/json")
    assert told.json() == {"status": 404, "title": "Not there", "detail": "there is nothing here"}

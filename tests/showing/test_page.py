"""The verdict's page as text: whole without script, asks for nothing, and nothing of a stranger's becomes markup."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from itertools import pairwise

import msgspec
import pytest

from tocsin.showing.page import render

from tests.showing.html_tree import Page
from tests.showing.verdicts import ALL_HITS, EMPTY, VERDICT, hit, hostile, large, odd_times

CASES = {
    "rich": VERDICT,
    "empty": EMPTY,
    "odd times": odd_times(),
    "hostile": hostile()[0],
    "fleet": large(30, 20, 900),
}


@pytest.fixture(params=CASES, scope="module")
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render(CASES[request.param]))


def test_tags_nest_and_ids_are_unique(page: Page) -> None:
    assert page.wrong == []
    assert len(page.ids()) == len(set(page.ids()))


def test_links_lead_to_places_on_the_page_and_nowhere_else(page: Page) -> None:
    links = [attributes["href"] for attributes in page.all("a")]

    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= set(page.ids())


def test_nothing_is_loaded_and_no_handler_or_style_is_inline(page: Page) -> None:
    allowed = {"meta", "style", "script"}
    for tag, attributes in page.elements:
        assert tag not in {"img", "link", "iframe", "object", "embed", "form", "base", "audio", "video"}
        assert not {
            name for name in attributes if name.startswith("on") or name in ("src", "style", "srcset", "action")
        }
        assert tag not in allowed or not attributes.get("href")
    assert len(page.all("script")) == len(page.all("style")) == 1


def test_the_policy_names_style_and_script_by_their_hashes() -> None:
    text = render(VERDICT)
    policy = next(meta["content"] for meta in Page(text).all("meta") if "http-equiv" in meta)

    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert content
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_headings_do_not_skip_a_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_answer_comes_first_and_the_order_is_the_readers() -> None:
    page = Page(render(VERDICT))
    sections = [attributes["id"] for attributes in page.all("section")]

    assert sections == [
        "hosts", "problems", "outcomes", "hours", "findings", "hits", "claims", "missing", "said", "coverage", "books",
    ]  # fmt: skip
    assert page.text.index("Seen, as far as foothold, on 1 of 4 hosts") < page.text.index("Hosts")


def test_every_outcome_is_said_in_words_and_every_command_is_text() -> None:
    page = Page(render(VERDICT))

    for finding in VERDICT.findings:
        assert finding.outcome.value in page.text
    assert "sysmon64.exe -accepteula -i sysmonconfig.xml" in page.text
    assert "10,887 = 10,880 events + 7 rejected" in page.text
    assert "TargetFilename" in page.text


def test_hits_beyond_the_first_two_hundred_are_counted() -> None:
    many = tuple(hit(number) for number in range(300))
    finding = msgspec.structs.replace(VERDICT.findings[0], hits=many, hit_count=100_000)
    page = Page(render(msgspec.structs.replace(VERDICT, findings=(finding,))))

    assert "100,000 hits" in page.text
    assert "and 99,800 more hits; all are in hits.jsonl" in page.text
    assert sum("hit" in attributes.get("class", "").split() for attributes in page.all("details")) == 200


def test_a_fleet_is_quick_and_small() -> None:
    verdict = large(100, 100, 100_000)
    begin = time.process_time()
    text = render(verdict)

    assert len(text) < 15_000_000
    assert time.process_time() - begin < 20


def test_a_megabyte_in_every_field_stays_a_page() -> None:
    assert len(render(hostile("<" * 1_000_000)[0])) < 8_000_000


def test_the_same_verdict_gives_the_same_page() -> None:
    assert render(VERDICT, ALL_HITS) == render(VERDICT, ALL_HITS)


def test_without_hits_given_those_of_the_findings_are_all() -> None:
    assert "5 hits, each with its record." in render(VERDICT)
    assert "7 hits, each with its record." in render(VERDICT, ALL_HITS)

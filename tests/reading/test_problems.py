"""Problems of whole texts: what the article gets wrong, and nothing in texts that are right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from tocsin.model.report import Document, Problem, ProblemKind
from tocsin.reading.claims import find_claims
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities
from tocsin.reading.incidents import find_incidents
from tocsin.reading.problems import find_problems
from tocsin.reading.report import read_document
from tocsin.reading.victims import find_victims

from benchmarks.read_claims import OWN
from tests.material import DATA, needs_data


def problems(document: Document) -> tuple[Problem, ...]:
    mentions = find_entities(document)
    incidents = find_incidents(document, mentions, ())
    claims, _ = find_claims(document, mentions, incidents)
    return find_problems(document, mentions, claims, incidents, find_victims(document, mentions, claims, incidents))


@pytest.fixture
def kinds(document: Callable[..., Document]) -> Callable[[str], list[str]]:
    return lambda text: [one.kind.value for one in problems(document(text, language="en"))]


@needs_data
def test_the_article_s_slips_are_found() -> None:
    found = problems(document_of((DATA / "documents" / "accusation-2021-07.txt").read_bytes(), "a.txt"))

    assert sorted(one.kind.value for one in found) == [
        "content-overstated",
        "incidents-fused",
        "name-variant",
        "organisation-of-another-speaker",
        "speakers-overgeneralised",
        "victims-of-another-incident",
        "window-missing",
    ]
    assert not any("false" in one.message.lower() for one in found)


@needs_data
@pytest.mark.parametrize("name", ["AA21-200A.txt", "AA21-200B.txt", "AA21-062A.pdf"])
def test_nothing_is_objected_to_in_the_advisories(name: str) -> None:
    path = DATA / "documents" / name

    assert problems(document_of(path.read_bytes(), name)) == ()


@needs_data
def test_nothing_is_objected_to_in_the_shared_texts() -> None:
    for path in sorted((DATA / "claims" / "texts").glob("*.txt")):
        assert problems(document_of(path.read_bytes(), path.name)) == (), path.name


def test_planted_errors_are_found_and_nothing_is_raised_without_them() -> None:
    pairs = yaml.safe_load((OWN.parent / "problems" / "pairs.yaml").read_text(encoding="utf-8"))
    found = dict.fromkeys({pair["kind"] for pair in pairs}, 0)
    for pair in pairs:
        slip, right = (read_document(document_of(pair[side].encode(), "a.txt")) for side in ("slip", "right"))
        assert right.problems == (), pair["right"]
        found[pair["kind"]] += pair["kind"] in [one.kind.value for one in slip.problems]

    assert set(found) == {one.value for one in ProblemKind}
    assert all(found.values())
    assert sum(found.values()) >= 0.8 * len(pairs)


def test_nothing_is_objected_to_in_texts_written_without_a_look_at_the_checks() -> None:
    for text in yaml.safe_load((OWN.parent / "problems" / "clean.yaml").read_text(encoding="utf-8")):
        assert read_document(document_of(text.encode(), "a.txt")).problems == (), text


def test_every_problem_lies_in_the_text(kinds: Callable[[str], list[str]]) -> None:
    assert kinds("Foreign Secretary Anthony Blinken spoke on 31 June 2021.") == ["name-variant", "date-impossible"]

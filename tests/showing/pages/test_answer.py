"""The answer, the hosts and the matrix."""

from __future__ import annotations

from msgspec import structs

from tocsin.knowledge.packs import packs
from tocsin.showing.pages.answer import answer, headline, host_table, matrix

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, FINDINGS, NASTY, VERDICT, hostile, large


def test_the_headline_is_tocsins_own_words() -> None:
    assert headline(VERDICT) == "Seen, as far as foothold, on 1 of 4 hosts"
    assert headline(EMPTY) == "Blind"
    assert NASTY not in headline(hostile()[0])


def test_the_answer_holds_statement_and_notes() -> None:
    shown = Page(answer(VERDICT)).text

    assert VERDICT.statement in shown
    assert "39 days before the oldest log" in shown


def test_hosts_are_listed_or_their_absence_is_said() -> None:
    assert "MXS01.azsentinel.local" in host_table(VERDICT)
    assert "names a host" in host_table(EMPTY)


def test_each_finding_has_its_cell() -> None:
    page = Page(matrix(VERDICT, lambda finding: finding.id))
    cells = [attributes for attributes in page.all("td") if "cell" in attributes.get("class", "")]

    assert len(cells) == len(FINDINGS)
    assert {link["href"] for link in page.all("a")} == {f"#{finding.id}" for finding in FINDINGS}
    assert "29 % could be seen" in page.text


def test_a_fleet_says_what_is_not_drawn() -> None:
    shown = Page(matrix(large(40, 150, 1), lambda finding: "f")).text

    assert "and 16 more hosts" in shown
    assert "and 30 more behaviours" in shown


def test_no_finding_no_matrix() -> None:
    assert matrix(EMPTY, lambda finding: "f") == ""


def test_a_step_out_of_another_pack_is_shown_by_its_name() -> None:
    host = structs.replace(VERDICT.hosts[0], steps=("windows-techniques/web-server", "no-pack/step"))
    shown = Page(host_table(structs.replace(VERDICT, hosts=(host,)))).text

    (step,) = [
        step for pack in packs() if pack.id == "windows-techniques" for step in pack.steps if step.id == "web-server"
    ]
    assert step.name in shown
    assert "windows-techniques/web-server" not in shown
    assert "no-pack/step" in shown

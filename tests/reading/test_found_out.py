"""What somebody found out: an operation that is somebody's, no proof that somebody did it."""

from __future__ import annotations

from tocsin.model.report import Act

from benchmarks.read_claims import read


def test_no_proof() -> None:
    (found,) = read("Investigators in Oslo turned up no proof that Iran had hacked the bank.")

    assert (found.act, found.negated, found.accused) == (Act.ASSESS, True, ("Iran",))


def test_operations_found() -> None:
    (found,) = read("Microsoft uncovered an operation by APT28 against the ministry.")

    assert (found.act, found.accused) == (Act.EXPOSE, ("APT28",))


def test_actors_found_at_it() -> None:
    (found,) = read("Microsoft has observed two Chinese actors, APT40 and APT41, exploiting a flaw in mail servers.")

    assert (found.act, found.accused) == (Act.EXPOSE, ("APT40", "APT41"))


def test_attacks_by_somebody_found_by_somebody_else() -> None:
    (found,) = read("China said it had discovered two cyberattacks by the United States on its universities.")

    assert (found.act, found.accused) == (Act.EXPOSE, ("United States",))

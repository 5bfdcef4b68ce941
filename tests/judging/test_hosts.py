"""Names of hosts: which are one machine's, and which are not."""

from __future__ import annotations

from tocsin.judging.hosts import UNKNOWN_HOST, host_names


def test_a_short_name_with_two_full_ones_stays_alone() -> None:
    names = host_names(["EX01", "ex01.a.example", "ex01.b.example"])

    assert names.of("EX01") == "EX01"
    assert names.joined == ()
    assert len(names.all) == 3


def test_spelling_in_large_and_small_letters_is_one_host() -> None:
    names = host_names(["EX01", "ex01", "Ex01"])

    assert len(names.all) == 1
    assert names.of("ex01") == names.of("EX01")


def test_an_address_is_no_full_name() -> None:
    assert host_names(["10", "10.0.0.1"]).joined == ()


def test_the_unknown_host_comes_last_and_an_empty_name_is_unknown() -> None:
    names = host_names([None, "", "zebra"])

    assert names.all == ("zebra", UNKNOWN_HOST)
    assert names.of(None) == UNKNOWN_HOST


def test_a_name_not_met_before_stands_for_itself() -> None:
    assert host_names([]).of("EX07") == "EX07"
    assert host_names([]).all == ()

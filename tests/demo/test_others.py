"""Ordinary life beside Exchange: read back whole, by the readers of those products, and the same every time."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.demo.others import (
    KINDS,
    MESSAGE_PROBES,
    MESSAGES,
    SMTP_IN,
    SMTP_OUT,
    SMTP_PROBES,
    live_beside,
)
from tocsin.demo.scene import DAY, at

BEGIN = at("2021-03-02")


def test_every_record_comes_back_from_the_log_it_is_of(tmp_path: Path) -> None:
    count = live_beside(tmp_path, BEGIN, BEGIN + 2 * DAY, 3, 0.01, frozenset(KINDS))
    evidence = collect([tmp_path])

    assert sum(file.events for file in evidence.files()) == count
    assert {source.log_id for source in evidence.coverage()} == {
        "azure-signinlogs",
        "azure-auditlogs",
        "exchange-message-tracking",
        "exchange-smtp",
        "web-proxy",
        "webserver-access",
    }
    assert sum(file.rejected for file in evidence.files()) == 0


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        live_beside(tmp_path / name, BEGIN, BEGIN + DAY, 3, 0.001, frozenset(KINDS))
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.*") if path.is_file()}
        for name in ("one", "two")
    )

    assert one == two


def test_mail_has_the_proportions_of_a_customers_capture(tmp_path: Path) -> None:
    live_beside(tmp_path, BEGIN, BEGIN + DAY, 3, 0.1, frozenset(["mail"]))
    events = {file.path.rpartition("/")[2][:6].rstrip("20"): file.events for file in collect([tmp_path]).files()}

    assert events["MSGTRK"] == 2 * (MESSAGES + MESSAGE_PROBES) // 10
    assert events["RECV"] == 4 * (SMTP_IN + SMTP_PROBES) // 10
    assert events["SEND"] == 4 * SMTP_OUT // 10

"""What containers wrote: Docker and CRI, requests among it, names out of the path, nothing lost."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import container_log
from tocsin.collecting.formats.container_log import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import SAMPLES
from tests.collecting.samples_text import CRI, DOCKER, JOURNAL_JSON

POD = Source("n1/var/log/pods/shop_web-0_7d1f/nginx/0.log")


def test_requests_are_requests_and_the_rest_is_text() -> None:
    (request, error), rejected = events_and_rejections(FORMAT, DOCKER, Source(SAMPLES["container-log"][0]))

    assert rejected == []
    assert (request["_log"], request["cs-uri-query"], request["c-ip"]) == ("access", "cmd=id", "203.0.113.9")
    assert request["_time"].isoformat() == "2021-03-02T07:00:00.123456+00:00"
    assert (error["_log"], error["level"], error["stream"]) == ("jvm", "ERROR", "stderr")
    assert error["container"] == "0a" * 32


def test_lines_of_kubernetes() -> None:
    (first, half, rest), rejected = events_and_rejections(FORMAT, CRI, POD)

    assert rejected == []
    assert (first["_log"], first["pod"], first["namespace"], first["container"]) == ("python", "web-0", "shop", "nginx")
    assert (half["message"], half["level"], rest["message"]) == ("WARN half a li", "WARN", "ne")
    named = Source("containers/web-0_shop_nginx-" + "0b" * 32 + ".log")
    assert events_and_rejections(FORMAT, CRI, named)[0][0]["pod"] == "web-0"


def test_what_is_no_line_of_a_container_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_log, "BATCH_ROWS", 1)
    events, rejected = events_and_rejections(FORMAT, CRI + b"x\n", POD)
    assert (len(events), [one.reason for one in rejected]) == (3, ["line 4: no line of a container"])
    events, rejected = events_and_rejections(FORMAT, DOCKER + b'{"log": 1}\n{\n')
    assert (len(events), [one.offset for one in rejected]) == (2, [len(DOCKER), len(DOCKER) + 11])


def test_it_is_known_by_its_lines() -> None:
    assert recognise(DOCKER, "x") is Certainty.SURE
    assert recognise(CRI, "x") is Certainty.SURE
    assert recognise(JOURNAL_JSON, "x-json.log") is Certainty.NO
    assert recognise(b"2021-03-02T07:00:00Z web1 su: x\n", "0.log") is Certainty.NO

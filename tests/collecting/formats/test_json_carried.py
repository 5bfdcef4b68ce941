"""Records that a SIEM's export carries are those of their product."""

from __future__ import annotations

import json

import pytest

from tocsin.collecting.formats import by_name, recognise
from tocsin.collecting.formats.json_carried import carried

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import TRAIL, UAL_RULE, document, lines
from tests.collecting.samples_saas import OKTA

TEXT = json.dumps(TRAIL)


@pytest.mark.parametrize(
    "data",
    [
        lines({"preview": False, "result": {"_raw": TEXT, "sourcetype": "aws:cloudtrail", "_time": "x"}}),
        lines({"_index": "logs", "_id": "1", "_source": {"message": TEXT, "@timestamp": "x"}}),
        lines({"_source": {"event": {"original": TEXT}, "tags": ["a"]}}),
        document({"took": 1, "hits": {"total": 1, "hits": [{"_index": "x", "_source": TRAIL}]}}),
        lines({"version": "0", "detail": TRAIL}),
    ],
    ids=["splunk", "beats", "ingest", "answer", "bridge"],
)
def test_the_record_inside_is_read(data: bytes) -> None:
    known = recognise(data, "export.json")
    assert known is not None
    assert known[0].name == "aws-cloudtrail"
    (event,), rejected = events_and_rejections(known[0], data)
    assert rejected == []
    assert (event["eventName"], event["_log"], str(event["_time"])[:19]) == (
        "StopLogging",
        "CloudTrail",
        "2021-03-02 07:00:00",
    )


def test_what_stands_beside_the_record_is_kept() -> None:
    (event,), _ = events_and_rejections(
        by_name("aws-cloudtrail"), lines({"result": {"_raw": TEXT, "index": "main"}, "offset": 3})
    )
    assert (event["carrier.index"], event["carrier.offset"]) == ("main", "3")


def test_other_products_are_found_the_same_way() -> None:
    for value, name in ((UAL_RULE, "m365-audit"), (OKTA, "okta")):
        known = recognise(lines({"_source": value}), "x")
        assert known is not None
        assert known[0].name == name


def test_text_that_is_no_record_is_let_be() -> None:
    assert list(carried({"message": "{no", "event": {"original": "[1]"}, "result": {}})) == []
    deep: dict[str, object] = {"a": 1}
    for _ in range(40):
        deep = {"result": deep}
    assert len(list(carried(deep))) == 3

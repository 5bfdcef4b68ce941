"""CloudTrail records out of whatever carried them; digests told apart."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.aws_cloudtrail import FORMAT, struct_of

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import ACCOUNT, CLOUDTRAIL, CONSOLE, DIGEST, TRAIL, document, lines

LOOKED_UP = {
    "EventId": "e-1",
    "EventName": "StopLogging",
    "EventTime": 1614668400.0,
    "Username": "anna",
    "Resources": [],
    "CloudTrailEvent": document(TRAIL).decode(),
}
BRIDGE = {"version": "0", "detail-type": "AWS API Call via CloudTrail", "source": "aws.cloudtrail", "detail": TRAIL}
ATHENA = (
    b'"eventversion","useridentity","eventtime","eventsource","eventname","awsregion","sourceipaddress",'
    b'"requestparameters","recipientaccountid"\n'
    b'"1.08","{type=AssumedRole, arn=arn:aws:sts::111122223333:assumed-role/Admin/anna, '
    b"sessioncontext={attributes=null, "
    b'sessionissuer={type=Role, username=Admin}}}","2021-03-02T07:00:00Z","cloudtrail.amazonaws.com",'
    b'"StopLogging","eu-west-1",'
    b'"203.0.113.9","{""name"":""main""}","111122223333"\n'
)
HISTORY = (
    b"Event name,Event time,User name,Event source,Resource type,Resource name,AWS region,Source IP address\n"
    b'StopLogging,"March 02, 2021, 08:00:00 (UTC+01:00)",anna,cloudtrail.amazonaws.com,AWS::X,main,eu-west-1,'
    b"203.0.113.9\n"
)


@pytest.mark.parametrize(
    "data",
    [
        document({"Records": [TRAIL]}),
        lines(TRAIL),
        document({"Events": [LOOKED_UP]}),
        lines(BRIDGE),
        document({"events": [{"timestamp": 1, "message": document(TRAIL).decode()}], "searchedLogStreams": []}),
        ATHENA,
    ],
    ids=["file", "lines", "lookup-events", "bridge", "cloudwatch", "athena"],
)
def test_a_record_is_the_same_whatever_carried_it(data: bytes) -> None:
    known = recognise(data[:8192], "x")
    assert known is not None
    assert known[0] is FORMAT
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"
    assert (event["_log"], event["_host"], event["outcome"]) == ("CloudTrail", ACCOUNT, "success")
    assert (event["eventName"], event["requestParameters.name"]) == ("StopLogging", "main")
    assert event["userIdentity.sessionContext.sessionIssuer.userName"] == "Admin"
    assert event["requestParameters"].startswith('{"name":"main"')


def test_files_behind_each_other_are_read_as_one() -> None:
    events, rejected = events_and_rejections(FORMAT, CLOUDTRAIL * 3)
    assert (len(events), rejected) == (6, [])
    assert len({event["_offset"] for event in events}) == 6


def test_a_digest_is_no_record_of_the_trail() -> None:
    (event,), rejected = events_and_rejections(FORMAT, document(DIGEST))
    assert (event["_log"], event["logFiles.s3Object"], rejected) == ("CloudTrail digest", "AWSLogs/1.json.gz", [])
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"


def test_the_history_of_the_console_is_read() -> None:
    (event,), rejected = events_and_rejections(FORMAT, HISTORY)
    assert rejected == []
    assert (event["eventName"], event["resources.ARN"], event["sourceIPAddress"]) == (
        "StopLogging",
        "main",
        "203.0.113.9",
    )
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"


def test_a_file_that_is_cut_off_gives_its_whole_records() -> None:
    events, rejected = events_and_rejections(FORMAT, CLOUDTRAIL[:-30])
    assert [event["eventName"] for event in events] == ["StopLogging"]
    assert [one.offset for one in rejected] == [len(document(TRAIL)) + len(b'{"Records":[')]


def test_an_error_is_a_failure() -> None:
    (event,), _ = events_and_rejections(FORMAT, lines({**CONSOLE, "errorMessage": "Failed authentication"}))
    assert event["outcome"] == "failure"


def test_structs_of_athena() -> None:
    assert struct_of("{a={b=1, c=x y}, d=null, principalid=p}") == {"a": {"b": "1", "c": "x y"}, "principalId": "p"}
    assert struct_of("text") == "text"
    assert struct_of("{" * 50) == "{" * 50

"""Downloads of the portals: their columns under Graph's names."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.azure import FORMAT, recognise
from tocsin.collecting.formats.azure_portal import portal_rows

from tests.collecting.reading import events_and_rejections

SIGN_INS = (
    b"Date (UTC),Request ID,User agent,User,Username,Application,Application ID ,IP address,Location,Status,"
    b"Sign-in error code,Failure reason,Client app,Authentication requirement\r\n"
    b"2021-03-02T07:00:00Z,r-1,axios/1.7.2,Anna,anna@example.org,Exchange,de8b,203.0.113.9,"
    b'"Lyon, Rhone, FR",Failure,50053,Account is locked.,Browser,Single-factor authentication\r\n'
)
AUDITS = (
    b"Date (UTC),CorrelationId,Service,Category,Activity,Result,ActorUserPrincipalName,IPAddress,Target1Type,"
    b"Target1UserPrincipalName,Target1ModifiedProperty1Name,Target1ModifiedProperty1NewValue,Target2Type\r\n"
    b"2021-03-02T07:01:00Z,c-1,Core Directory,UserManagement,Update user,success,admin@example.org,203.0.113.9,User,"
    b'anna@example.org,UserType,"[""Member""]",Group\r\n'
)
RISKS = (
    b"Detection type,User,IP address,Location,Detection time (UTC),Risk state\r\n"
    b"leakedCredentials,Anna,,,2021-03-02T07:02:00Z,At risk\r\n"
)
ACTIVITY = (
    b"Correlation id,Operation name,Status,Event category,Level,Time,Subscription,Event initiated by,Resource\r\n"
    b"c-1,Delete DNS zone,Succeeded,Administrative,Informational,2021-03-02T07:03:00Z,sub,anna@example.org,/x\r\n"
)


@pytest.mark.parametrize(
    ("data", "log", "fields"),
    [
        (SIGN_INS, "SignInLogs", {"status.errorCode": "50053", "outcome": "Failure", "location.countryOrRegion": "FR"}),
        (AUDITS, "AuditLogs", {"activityDisplayName": "Update user", "targetResources.type": ["User", "Group"]}),
        (RISKS, "RiskDetections", {"riskEventType": "leakedCredentials"}),
        (ACTIVITY, "portal", {"operationName": "Delete DNS zone", "caller": "anna@example.org"}),
    ],
)
def test_a_download_becomes_events_of_its_log(data: bytes, log: str, fields: dict[str, object]) -> None:
    assert recognise(data, "download.csv") is Certainty.SURE
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert event["_log"] == log
    assert "_time" in event
    assert {name: event[name] for name in fields} == fields


def test_a_row_that_is_cut_off_is_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, SIGN_INS + b"2021-03-02T07:0\r\n" + SIGN_INS.split(b"\r\n")[1])
    assert len(events) == 2
    assert [one.offset for one in rejected] == [len(SIGN_INS)]


def test_which_identity_signed_in_is_told_from_the_header() -> None:
    names = ("Date (UTC)", "Request ID", "IP address")
    for more, log in [
        ((), "ServicePrincipalSignInLogs"),
        (("Managed Identity type",), "ManagedIdentitySignInLogs"),
        (("User",), "SignInLogs"),
    ]:
        sort = portal_rows((*names, *more))
        assert sort is not None
        found = sort({})
        assert found is not None
        assert found[0].log == log
    assert portal_rows(("a", "b")) is None

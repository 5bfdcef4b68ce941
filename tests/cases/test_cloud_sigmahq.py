"""SigmaHQ's own rules for clouds, identities and network devices fire on records as those products write them."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting import load_rules
from tocsin.hunting.run import hunt
from tocsin.hunting.scopes import scopes

from tests.cases import cloud_cases
from tests.collecting import samples_appliances as appliances
from tests.collecting import samples_cloud as cloud
from tests.collecting import samples_saas as saas
from tests.material import DATA, needs_data

RULES = DATA / "sigma" / "sigma-rules.tar.gz"
CHOSEN = re.compile(
    r"/rules(-threat-hunting)?/"
    r"(cloud/|identity/|application/(bitbucket|github|kubernetes)/|network/(cisco|fortinet|huawei|juniper)/)"
)
EVIDENCE = {
    "ual.csv": cloud.UAL_CSV,
    "ual.json": cloud_cases.UAL,
    "entra.json": cloud_cases.ENTRA,
    "activity.json": cloud_cases.ACTIVITY,
    "trail.json": cloud_cases.TRAIL,
    "gcp.json": cloud_cases.GCP,
    "admin.json": saas.WORKSPACE,
    "kube.log": cloud_cases.KUBERNETES,
    "okta.csv": saas.OKTA_CSV,
    "github.json": cloud.lines(saas.GITHUB),
    "bitbucket.log": cloud_cases.BITBUCKET,
    "onelogin.json": cloud.lines(saas.ONELOGIN),
    "duo.json": cloud.lines(saas.DUO),
    "fortigate.log": appliances.FORTIGATE,
    "ios.log": appliances.CISCO_IOS,
    "srx.log": appliances.JUNIPER,
    "ne.log": appliances.HUAWEI,
}
EXPECTED = {
    ("trail.json", "AWS CloudTrail Important Change"),
    ("trail.json", "AWS Successful Console Login Without MFA"),
    ("activity.json", "Azure DNS Zone Modified or Deleted"),
    ("activity.json", "Azure Subscription Permission Elevation Via ActivityLogs"),
    ("entra.json", "Multi Factor Authentication Disabled For User Account"),
    ("entra.json", "Anonymous IP Address"),
    ("entra.json", "Roles Activation Doesn't Require MFA"),
    ("entra.json", "Account Lockout"),
    ("entra.json", "Sign-ins from Non-Compliant Devices"),
    ("entra.json", "Azure AD Only Single Factor Authentication Required"),
    ("ual.json", "Azure Login Bypassing Conditional Access Policies"),
    ("ual.json", "PST Export Alert Using eDiscovery Alert"),
    ("ual.csv", "Mail Forwarding/Redirecting Activity In O365"),
    ("ual.csv", "Inbox Rules Creation Or Update Activity in O365"),
    ("gcp.json", "Google Cloud Storage Buckets Modified or Deleted"),
    ("gcp.json", "Google Workspace Government Attack Warning"),
    ("admin.json", "Google Workspace MFA Disabled"),
    ("kube.log", "Container With A hostPath Mount Created"),
    ("kube.log", "Kubernetes Secrets Enumeration"),
    ("okta.csv", "Okta Admin Functions Access Through Proxy"),
    ("github.json", "Github Delete Action Invoked"),
    ("bitbucket.log", "Bitbucket User Login Failure"),
    ("onelogin.json", "OneLogin User Assumed Another User"),
    ("duo.json", "Cisco Duo Successful MFA Authentication Via Bypass Code"),
    ("fortigate.log", "FortiGate - New Administrator Account Created"),
    ("ios.log", "Cisco Disabling Logging"),
    ("ios.log", "Cisco Collect Data"),
    ("srx.log", "Juniper BGP Missing MD5"),
    ("ne.log", "Huawei BGP Authentication Failures"),
}


@needs_data
@pytest.mark.skipif(not RULES.is_file(), reason=f"SKIPPED, no rules at {RULES}")
def test_sigmahqs_rules_fire_and_every_one_has_a_log(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    with tarfile.open(RULES) as archive:
        for number, member in enumerate(
            one for one in archive if one.name.endswith(".yml") and CHOSEN.search(one.name)
        ):
            data = archive.extractfile(member)
            assert data is not None
            (folder / f"{number}.yml").write_bytes(data.read())
    rules = load_rules([folder], packs=False)
    for name, data in EVIDENCE.items():
        (tmp_path / "evidence").mkdir(exist_ok=True)
        (tmp_path / "evidence" / name).write_bytes(data)

    hits = hunt(collect([tmp_path / "evidence"]), rules, workers=1)

    assert len(rules.rules) > 250
    assert [str(rule.card.logsource) for rule in rules.rules if not scopes(rule.card.logsource)] == []
    titles = {rule.card.info.id: rule.card.info.title for rule in rules.rules}
    assert {(hit.source.path, titles[hit.rule.id]) for hit in hits if hit.source} >= EXPECTED

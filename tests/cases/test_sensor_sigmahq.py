"""SigmaHQ's own rules on logs of Linux and of network sensors: each fires on its line, and on no other file."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.hunting.run import hunt

from tests.collecting.samples_text import AUDIT, SYSLOG, ZEEK_JSON
from tests.material import DATA, needs_data

SYSTEM = (
    b"2021-03-02T08:00:00Z web1 useradd[7]: new user: name=eve, UID=0, GID=0, home=/home/eve, shell=/bin/bash\n"
    b"2021-03-02T08:00:01Z web1 crontab[9]: (www-data) REPLACE (www-data)\n"
    b"2021-03-02T08:00:02Z web1 sshd[8]: fatal: Connection from 203.0.113.9 port 9: error in libcrypto\n"
    b"2021-03-02T08:00:03Z web1 sudo:  bob : TTY=pts/0 ; PWD=/ ; USER=#-1 ; COMMAND=/bin/bash\n"
    b"2021-03-02T08:00:04Z web1 clamd[9]: /srv/up/x.php: Trojan.Php-1 FOUND\n"
    b'2021-03-02T08:00:05Z web1 guacd[9]: User "@x" joined connection "$y" (2 users now present)\n'
)
STOPPED = (
    b'type=SERVICE_STOP msg=audit(1614672000.123:3): pid=1 uid=0 auid=4294967295 msg=\'unit=ufw comm="systemd"'
    b' exe="/usr/lib/systemd/systemd" hostname=? addr=? terminal=? res=success\'\n'
)
FETCHED = (
    b'type=SYSCALL msg=audit(1614672001.123:5): arch=c000003e syscall=59 success=yes exe="/usr/bin/curl" comm="curl"\n'
    b'type=EXECVE msg=audit(1614672001.123:5): argc=2 a0="curl" a1="http://203.0.113.9/x"\n'
)
UPLOAD = (
    b"1614672002.100 5 192.0.2.21 TCP_MISS/200 99 PUT http://203.0.113.9/a - HIER_DIRECT/203.0.113.9 text/html"
    b' "rclone/v1.57"\n'
)
ALLOWED = (
    b"Mar  2 08:00:06 2021 fw1 kernel: [9.1] fw-ACCEPT: IN=eth0 OUT=eth1 SRC=192.0.2.7 DST=203.0.113.9 LEN=60 PROTO=TCP"
    b" SPT=5 DPT=23 WINDOW=1 SYN\n"
)
FILES = {"syslog": SYSTEM, "audit.log": AUDIT + STOPPED + FETCHED, "http.json": ZEEK_JSON, "access.log": UPLOAD}
FILES |= {"kern.log": ALLOWED, "other/syslog": SYSLOG}
FIRES = {
    "lnx_privileged_user_creation": {"syslog"},
    "lnx_cron_crontab_file_modification": {"syslog"},
    "lnx_sshd_susp_ssh": {"syslog"},
    "lnx_sudo_exploit_cve_2019_14287": {"syslog"},
    "lnx_clamav_relevant_message": {"syslog"},
    "lnx_guacamole_susp_guacamole": {"syslog"},
    "lnx_auditd_disable_system_firewall": {"audit.log"},
    "lnx_auditd_web_rce": {"audit.log"},
    "proc_creation_lnx_curl_usage": {"audit.log"},
    "zeek_dce_rpc_mitre_bzar_execution": {"http.json"},
    "zeek_http_webdav_put_request": {"http.json"},
    "proxy_ua_rclone": {"access.log"},
    "net_firewall_cleartext_protocols": {"kern.log"},
}
"""Name of a rule's file -> the files of the evidence on which it fires."""


def rules_of(folder: Path) -> RuleSet:
    """The rules, out of the archive."""
    with tarfile.open(DATA / "sigma" / "sigma-rules.tar.gz") as archive:
        for member in archive:
            if Path(member.name).stem in FIRES and member.isfile():
                content = archive.extractfile(member)
                assert content is not None
                (folder / Path(member.name).name).write_bytes(content.read())
    return load_rules([folder], packs=False)


@needs_data
def test_rules_of_sigmahq_fire_where_they_should(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    rules = rules_of(tmp_path / "rules")
    if len(rules.rules) != len(FIRES):
        pytest.skip("SKIPPED, the archive of rules is another one")
    for name, content in FILES.items():
        (tmp_path / "evidence" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "evidence" / name).write_bytes(content)

    hits = hunt(collect([tmp_path / "evidence"]), rules, workers=1)

    names = {rule.card.info.id: Path(rule.card.path).stem for rule in rules.rules}
    found: dict[str, set[str]] = {}
    for hit in hits:
        if hit.source is not None:
            found.setdefault(names[hit.rule.id], set()).add(hit.source.path)
    assert found == FIRES

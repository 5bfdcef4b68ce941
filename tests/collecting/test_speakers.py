"""What programs say, line by line: the fields that rules and summaries ask for."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tocsin.collecting.messages import fields_of
from tocsin.collecting.speakers import SPEAKERS, log_of

CASES: list[tuple[str, str, dict[str, str]]] = [
    ("sshd", "Invalid user oracle from 203.0.113.9 port 4000", {"result": "invalid user", "user": "oracle"}),
    ("sshd", "Failed none for invalid user  from 203.0.113.9 port 9 ssh2", {"src_ip": "203.0.113.9", "method": "none"}),
    (
        "sshd",
        "message repeated 3 times: [ Failed password for root from 2001:db8::9 port 9 ssh2]",
        {"repeated": "3", "user": "root", "src_ip": "2001:db8::9"},
    ),
    (
        "sshd",
        "Disconnected from authenticating user root 203.0.113.9 port 9 [preauth]",
        {"action": "disconnected", "user": "root", "src_ip": "203.0.113.9"},
    ),
    ("sshd", "Connection closed by 203.0.113.9 port 9 [preauth]", {"src_ip": "203.0.113.9", "src_port": "9"}),
    ("sshd", "pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0)", {"user": "alice"}),
    (
        "sshd",
        "error: maximum authentication attempts exceeded for invalid user x from 203.0.113.9 port 9 ssh2 [preauth]",
        {"user": "x", "reason": "too many attempts"},
    ),
    ("sudo", "mallory : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", {"user": "mallory"}),
    ("sudo", "a : TTY=unknown ; PWD=/x ; USER=#-1 ; ENV=A=b ; COMMAND=/bin/sh -c 'x ; y'", {"USER": "#-1"}),
    ("su", "FAILED SU (to root) alice on pts/0", {"USER": "root", "user": "alice", "result": "failed"}),
    ("su", "(to root) alice on pts/0", {"USER": "root", "user": "alice", "result": "accepted"}),
    (
        "useradd",
        "new user: name=svc, UID=0, GID=0, home=/home/svc, shell=/bin/bash, from=/dev/pts/2",
        {"action": "new user", "user": "svc", "uid": "0", "shell": "/bin/bash", "TTY": "/dev/pts/2"},
    ),
    ("usermod", "add 'svc' to group 'sudo'", {"user": "svc", "GROUP": "sudo"}),
    ("systemd-logind", "New session 5 of user alice.", {"session": "5", "user": "alice"}),
    (
        "pkexec",
        "alice: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/srv] [COMMAND=/srv/x]",
        {"COMMAND": "/srv/x", "PWD": "/srv"},
    ),
    ("crontab", "(root) REPLACE (root)", {"action": "REPLACE", "user": "root", "what": "root"}),
    (
        "filterlog",
        "5,,,1000000103,igb0,match,block,in,4,0x0,,64,0,0,DF,6,tcp,60,203.0.113.9,192.0.2.1,50000,23,0,S,1,,64240,,mss",
        {"action": "block", "blocked": "true", "dst_port": "23", "src_ip": "203.0.113.9", "protocol": "tcp"},
    ),
    (
        "filterlog",
        "5,,,1000000103,igb0,match,pass,out,6,0x00,0x00000,64,udp,17,60,2001:db8::9,2001:db8::1,5000,53,40",
        {"action": "pass", "blocked": "false", "dst_port": "53", "dst_ip": "2001:db8::1", "direction": "out"},
    ),
    ("dnsmasq", "7 192.0.2.20/5300 reply www.example.org is 203.0.113.5", {"answer": "203.0.113.5"}),
    (
        "named",
        "client @0x7f00 192.0.2.20#5353 (a.example): query: a.example IN TXT +E(0)K (192.0.2.1)",
        {"query": "a.example", "record_type": "TXT", "src_ip": "192.0.2.20", "dst_ip": "192.0.2.1"},
    ),
    ("named", "client 192.0.2.20#53 (x): zone transfer 'x/IN' denied", {"what": "zone transfer 'x/IN' denied"}),
    ("unbound", "[812:0] info: 192.0.2.20 w.example.org. AAAA IN", {"query": "w.example.org", "record_type": "AAAA"}),
    (
        "haproxy",
        "203.0.113.9:50000 [02/Mar/2021:07:00:00.123] https~ app/app1 0/0/1/2/3 200 512 - - ---- 1/1/0/0/0 0/0"
        ' {www.example.org|curl/7.74} "GET /x/y?a=1&b HTTP/1.1"',
        {"cs-method": "GET", "cs-uri-stem": "/x/y", "cs-uri-query": "a=1&b", "sc-status": "200", "c-ip": "203.0.113.9"},
    ),
    (
        "haproxy",
        "203.0.113.9:50000 [02/Mar/2021:07:00:00.123] ssh ssh/b1 1/0/30001 2310 -- 1/1/0/0/0 0/0",
        {"frontend": "ssh", "sc-bytes": "2310"},
    ),
    ("haproxy", '::1:9 [02/Mar/2021:07:00:00.1] f f/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"', {
        "request": "<BADREQ>",
        "sc-status": "400",
    }),
    ("clamd", "/srv/x.php: Php.Trojan.Shell-1 FOUND", {"Signature": "Php.Trojan.Shell-1", "Filename": "/srv/x.php"}),
    ("vsftpd", '[pid 8] [anna] FAIL LOGIN: Client "203.0.113.9"', {"user": "anna", "result": "FAIL"}),
    ("kernel", "IN=eth0 OUT= MAC= SRC=203.0.113.9 DST=192.0.2.1 LEN=1 PROTO=ICMP TYPE=8", {"protocol": "ICMP"}),
    (
        "kernel",
        "[ 12.5] fw-ACCEPT: IN=eth0 OUT=eth1 SRC=192.0.2.7 DST=192.0.2.1 LEN=1 PROTO=UDP SPT=5 DPT=53 LEN=2",
        {"action": "accept", "out": "eth1", "dst_port": "53", "prefix": "fw-ACCEPT"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("program", "message", "expected"), CASES)
def test_a_message_has_fields(program: str, message: str, expected: dict[str, str]) -> None:
    found = fields_of(SPEAKERS, pa.array([program]), pa.array([message]))
    said = {name: column.to_pylist()[0] for name, column in found.items()}
    assert {name: said.get(name) for name in expected} == expected


def test_every_program_has_one_log() -> None:
    names = [name for speaker in SPEAKERS for name in speaker.programs]
    assert len(names) == len(set(names))
    assert (log_of("named"), log_of("x")) == ("dns", None)


def test_other_words_of_a_known_program_have_no_fields() -> None:
    assert fields_of(SPEAKERS, pa.array(["sshd"]), pa.array(["Server listening on :: port 22."])) == {}

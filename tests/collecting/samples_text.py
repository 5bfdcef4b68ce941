"""Small text logs of servers, Linux and network devices, as their products write them."""

# ruff: noqa: E501 - a log's lines are as long as they are

from __future__ import annotations

import struct

from tests.collecting.journal_writer import write_journal

ACCESS = (
    b'203.0.113.9 - - [02/Mar/2021:08:00:00 +0100] "GET /cgi-bin/x.cgi?a=1&b=%2e%2e HTTP/1.1" 200 512'
    b' "https://www.example.org/start" "Mozilla/5.0 (X11; Linux x86_64) \\"odd\\""\n'
    b'web.example.org:443 198.51.100.7 - alice [02/Mar/2021:07:00:01 +0000] "POST /login HTTP/2.0" 302 - "-"'
    b' "curl/7.74.0"\n'
    b'203.0.113.9 - - [02/Mar/2021:07:00:02 +0000] "\\x16\\x03\\x01" 400 150 "-" "-" rt=0.001\n'
    b'203.0.113.10 - - [02/Mar/2021:07:00:03 +0000] "HEAD / HTTP/1.0" 404 -\n'
    b"[Tue Mar 02 07:00:04.123456 2021] [core:notice] [pid 1172:tid 139] AH00094: Command line: 'apache2'\n"
    b"[Tue Mar 02 07:00:05.5 2021] [php7:error] [pid 1172] [client 203.0.113.9:40112] script '/x.php' not found\n"
    b'2021/03/02 07:00:06 [error] 31#31: *5 open() "/x" failed (2: No such file), client: 203.0.113.9, server: _\n'
)
SYSLOG = (
    b"Dec 31 23:59:58 web1 sshd[812]: Accepted publickey for deploy from 203.0.113.9 port 50112 ssh2: RSA SHA256:x\n"
    b"Jan  1 00:00:01 web1 sshd-session[813]: Failed password for invalid user admin from 198.51.100.7"
    b" from 203.0.113.66 port 40022 ssh2\n"
    b"Jan  1 00:00:02 web1 sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id -u\n"
    b"2021-01-01T00:00:03.123456+01:00 web1 CRON[901]: (root) CMD (  cd / && run-parts /etc/cron.hourly)\n"
    b"<86>Jan  1 00:00:04 web1 su[902]: pam_unix(su:auth): authentication failure; logname=alice uid=1000 euid=0"
    b" tty=/dev/pts/0 ruser=alice rhost=  user=root\n"
    b"Jan  1 00:00:05 web1 kernel: [12345.678901] [UFW BLOCK] IN=eth0 OUT= MAC=52:54 SRC=203.0.113.9 DST=192.0.2.1"
    b" LEN=40 TTL=50 PROTO=TCP SPT=50000 DPT=23 WINDOW=1024 SYN URGP=0\n"
    b"Jan  1 00:00:06 web1 dnsmasq[77]: query[A] www.example.org from 192.0.2.20\n"
    b'Jan  1 00:00:07 web1 java[5]: Exception in thread "main"\n'
    b"\tat org.example.Main.run(Main.java:7)\n\tat org.example.Main.main(Main.java:3)\n"
    b'<165>1 2021-01-01T00:00:08.003Z web2 app 812 ID47 [meta@32473 seq="1"] \xef\xbb\xbfstarted\n'
    b"Jan  1 00:00:09 web1 last message repeated 2 times\n"
)
_CALL = (
    b" success=yes exit=0 a0=55d0 a1=7ffe a2=0 a3=8 items=2 ppid=811 pid=812 auid=1000 uid=33 gid=33 euid=33 suid=33 fsuid=33"
    b' egid=33 sgid=33 fsgid=33 tty=pts0 ses=3 comm="sh" exe="/usr/bin/dash" subj=unconfined key='
)
AUDIT = (
    b"node=web1 type=SYSCALL msg=audit(1614668400.123:4567): arch=c000003e syscall=59" + _CALL + b'"exec"\x1d'
    b'ARCH=x86_64 SYSCALL=execve AUID="alice" UID="www-data" GID="www-data" EUID="www-data"\n'
    b'node=web1 type=EXECVE msg=audit(1614668400.123:4567): argc=3 a0="sh" a1="-c" a2=6964203E2F746D702F6F\n'
    b"node=web1 type=SYSCALL msg=audit(1614668400.124:4568): arch=c000003e syscall=42" + _CALL + b"(null)\n"
    b'node=web1 type=CWD msg=audit(1614668400.123:4567): cwd="/var/www/a b"\n'
    b'node=web1 type=PATH msg=audit(1614668400.123:4567): item=0 name="/usr/bin/dash" inode=7 mode=0100755 nametype=NORMAL\n'
    b'node=web1 type=PATH msg=audit(1614668400.123:4567): item=1 name="/lib64/ld-linux-x86-64.so.2" nametype=NORMAL\n'
    b"node=web1 type=PROCTITLE msg=audit(1614668400.123:4567): proctitle=7368002D630069642068\n"
    b"node=web1 type=SOCKADDR msg=audit(1614668400.124:4568): saddr=0200115CCB0071090000000000000000\n"
    b"node=web1 type=USER_AUTH msg=audit(1614668401.000:4569): pid=9 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:"
    b'authentication grantors=? acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh'
    b' res=failed\'\x1dUID="root" AUID="unset"\n'
)
AUDIT_INTERPRETED = (
    b"----\ntime->Tue Mar  2 07:00:00 2021\n"
    b"type=PROCTITLE msg=audit(03/02/2021 07:00:00.123:4570) : proctitle=useradd -o -u 0 eve\n"
    b"type=PATH msg=audit(03/02/2021 07:00:00.123:4570) : item=0 name=/etc/passwd nametype=CREATE\n"
    b"type=SYSCALL msg=audit(03/02/2021 07:00:00.123:4570) : arch=x86_64 syscall=openat success=yes exe=/usr/sbin/useradd\n"
    b"----\n"
)
_SYSMON_EVENT = (
    b'sysmon: <Event><System><Provider Name="Linux-Sysmon" Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>1</EventID>'
    b"<Version>5</Version><Level>4</Level><Task>1</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords><TimeCreated"
    b' SystemTime="2021-03-02T07:00:00.123456000Z"/><EventRecordID>77</EventRecordID><Correlation/><Execution ProcessID="812"'
    b' ThreadID="812"/><Channel>Linux-Sysmon/Operational</Channel><Computer>web1</Computer><Security UserId="0"/></System>'
    b'<EventData><Data Name="RuleName">-</Data><Data Name="UtcTime">2021-03-02 07:00:00.120</Data><Data Name="Image">'
    b'/usr/bin/dash</Data><Data Name="CommandLine">sh -c \'id &amp;&amp; x\'</Data><Data Name="User">www-data</Data>'
    b'<Data Name="ParentImage">/usr/sbin/apache2</Data></EventData></Event>\n'
)
LINUX_SYSMON = (
    b"2021-03-02T07:00:00Z web1 su: x\n2021-03-02T07:00:00Z web1 " + _SYSMON_EVENT + b"2021-03-02T07:00:01Z web1 "
    + _SYSMON_EVENT[:300] + b"\n"
)  # fmt: skip
LAUREL = (
    b'{"ID":"1614668400.123:4567","NODE":"web1","SYSCALL":{"arch":"0xc000003e","syscall":59,"success":"yes","exit":0,'
    b'"ppid":811,"pid":812,"uid":33,"comm":"sh","exe":"/usr/bin/dash","key":"exec","ARGV":["0x55d0","0x0"],'
    b'"SYSCALL":"execve","UID":"www-data","PPID":{"EVENT_ID":"1614668399.1:2","exe":"/usr/sbin/apache2"}},'
    b'"EXECVE":{"argc":3,"ARGV":["sh","-c","id%20x"]},"CWD":{"cwd":"/var/www"},"PATH":[{"item":0,"name":"/usr/bin/dash",'
    b'"nametype":"NORMAL"}],"PROCTITLE":{"ARGV":["sh","-c","id"]},"PARENT_INFO":{"ARGV":["apache2","-k","start"]}}\n'
    b'{"ID":"1614668401.000:4569","NODE":"web1","USER_LOGIN":[{"acct":"root","addr":"203.0.113.9","res":"failed"}]}\n'
)
ZEEK_DNS = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#open\t2021-03-02-07-00-00\n"
    b"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\tqtype_name\tanswers\trejected\n"
    b"#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tstring\tvector[string]\tbool\n"
    b"1614668400.123456\tCx1\t192.0.2.20\t5300\t192.0.2.1\t53\tudp\twww.example.org\tA\t203.0.113.5,203.0.113.6\tF\n"
    b"1614668401.000000\tCx2\t192.0.2.20\t5301\t192.0.2.1\t53\tudp\tx.example.org\tTXT\t(empty)\tT\n"
    b"#close\t2021-03-02-08-00-00\n"
    b"#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tservice\n"
    b"1614668402.5\tCx3\t192.0.2.20\t5302\t203.0.113.9\t4444\t-\n"
)
ZEEK_JSON = (
    b'{"_path":"http","_system_name":"sensor1","ts":"2021-03-02T07:00:00.123456Z","uid":"Cx1","id.orig_h":"192.0.2.20",'
    b'"id.orig_p":5300,"id.resp_h":"203.0.113.9","id.resp_p":80,"method":"PUT","host":"files.example.org","uri":"/a.exe",'
    b'"user_agent":"Microsoft-WebDAV-MiniRedir/10.0","status_code":201,"resp_mime_types":["text/plain"]}\n'
    b'{"ts":1614668401.5,"uid":"Cx2","id.orig_h":"192.0.2.20","id.orig_p":5300,"id.resp_h":"192.0.2.9","id.resp_p":135,'
    b'"named_pipe":"135","endpoint":"svcctl","operation":"CreateServiceW"}\n'
)
EVE = (
    b'{"timestamp":"2021-03-02T08:00:00.123456+0100","flow_id":7,"in_iface":"eth0","event_type":"alert","src_ip":"192.0.2.20",'
    b'"src_port":5300,"dest_ip":"203.0.113.9","dest_port":80,"proto":"TCP","host":"sensor1","alert":{"action":"allowed",'
    b'"gid":1,"signature_id":9000001,"rev":2,"signature":"TEST web shell","category":"Web Application Attack","severity":1},'
    b'"http":{"hostname":"www.example.org","url":"/x.php?cmd=id","http_user_agent":"curl/7.74.0","http_method":"GET",'
    b'"status":200}}\n'
    b'{"timestamp":"2021-03-02T08:00:01.000000+0100","flow_id":8,"event_type":"dns","src_ip":"192.0.2.20","dest_ip":"192.0.2.1",'
    b'"dns":{"version":2,"type":"answer","rrname":"a.example.org","rrtype":"TXT","answers":[{"rrname":"a.example.org","rrtype":'
    b'"TXT","rdata":"one"},{"rrname":"a.example.org","rrtype":"TXT","rdata":"two"}]}}\n'
    b'{"timestamp":"2021-03-02T08:00:02.000000+0100","event_type":"stats","stats":{"uptime":5}}\n'
)
FAST = (
    b"03/02/2021-07:00:00.123456  [**] [1:9000001:2] TEST web shell [**] [Classification: Web Application Attack] [Priority: 1]"
    b" {TCP} 192.0.2.20:5300 -> 203.0.113.9:80\n"
    b'03/02-07:00:01.123456  [Drop] [**] [1:9000002:1] "TEST ping" [**] [Priority: 3] {IPv6-ICMP} 2001:db8::20 -> 2001:db8::9\n'
)
JOURNAL_JSON = (
    b'{"__CURSOR":"s=1;i=1","__REALTIME_TIMESTAMP":"1614668400123456","_HOSTNAME":"web1","_PID":"812","_UID":"0","PRIORITY":"6",'
    b'"SYSLOG_FACILITY":"10","SYSLOG_IDENTIFIER":"sshd","_EXE":"/usr/sbin/sshd","_SYSTEMD_UNIT":"ssh.service",'
    b'"MESSAGE":"Accepted password for root from 203.0.113.9 port 50112 ssh2"}\n'
    b'{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1614668401123456","_HOSTNAME":"web1","_COMM":"app","MESSAGE":[104,105,0]}\n'
    b'{"__CURSOR":"s=1;i=3","__REALTIME_TIMESTAMP":"1614668402123456","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"app","MESSAGE":null}\n'
)


def login(
    kind: int,
    user: str,
    line: str,
    host: str,
    address: bytes,
    seconds: int = 1_614_668_400,
    micros: int = 0,
    end: int = 0,
) -> bytes:
    """Return a record of utmp."""
    texts = struct.pack("<hxxi32s4s32s256s", kind, 812, line.encode(), b"ts/0", user.encode(), host.encode())
    return texts + struct.pack("<hhiIi16s20x", 0, end, 0, seconds, micros, address)


UTMP = (
    login(2, "reboot", "~", "5.10.0-8-amd64", bytes(16))
    + login(7, "alice", "pts/0", "host.example.org", bytes([203, 0, 113, 9]) + bytes(12), 1_614_668_405, 250_000)
    + bytes(384)
    + login(8, "", "pts/0", "", bytes(16), 1_614_668_900, 0, 1)
)
JOURNAL_FILE = write_journal(
    [
        {"_HOSTNAME": "web1", "SYSLOG_IDENTIFIER": "sshd", "MESSAGE": "Invalid user eve from 203.0.113.9 port 4000"},
        {"_HOSTNAME": "web1", "SYSLOG_IDENTIFIER": "app", "MESSAGE": "a long message " * 80},
        {"_HOSTNAME": "web1", "_COMM": "crontab", "MESSAGE": "(eve) REPLACE (eve)"},
    ]
)
JOURNAL_EXPORT = (
    b"__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1614668400123456\n_HOSTNAME=web1\n_PID=812\nPRIORITY=5\nSYSLOG_IDENTIFIER=sudo\n"
    b"MESSAGE=alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n\n"
    b"__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1614668401123456\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=java\n"
    b"MESSAGE\n" + len(b"one\n\n\ttwo").to_bytes(8, "little") + b"one\n\n\ttwo\nX=1\nX=2\n\n"
    b"__CURSOR=s=1;i=3\n__REALTIME_TIMESTAMP=1614668402123456\n_HOSTNAME=web1\n_COMM=x\n"
)
SQUID = (
    b"1614668400.123    345 192.0.2.20 TCP_MISS/200 1234 GET http://www.example.org/x/setup.exe?y=1 alice HIER_DIRECT/203.0.113.5"
    b' application/octet-stream "curl/7.74.0"\n'
    b"1614668401.456      5 192.0.2.21 TCP_TUNNEL/200 99 CONNECT api.example.org:443 - HIER_DIRECT/api.example.org -\n"
    b'192.0.2.22 - bob [02/Mar/2021:08:00:02 +0100] "GET http://files.example.org/a.zip HTTP/1.1" 200 512 "-" "Wget/1.21"'
    b" TCP_MISS:HIER_DIRECT\n"
    b"1614668403.456      5 192.0.2.21 NONE/400 99 NONE error:invalid-request - HIER_NONE/- text/html\n"
    b"1614668404.456      5 192.0.2.21 TCP_DENIED/403 99 GET http://b.example.org/ - HIER_NONE/- text/html\n"
)
ELFF = (
    b"#Software: SGOS 6.7.4\r\n#Version: 1.0\r\n#Fields: date time time-taken c-ip cs-username sc-filter-result cs-categories"
    b" sc-status s-action cs-method rs(Content-Type) cs-uri-scheme cs-host cs-uri-port cs-uri-path cs-uri-query"
    b" cs-uri-extension cs(User-Agent) s-ip sc-bytes\r\n"
    b'2021-03-02 07:00:00 12 192.0.2.20 alice OBSERVED "Web Ads;Other" 200 TCP_HIT GET text/html http www.example.org 8080'
    b' /x/a.exe ?b=1 exe "Mozilla/5.0 (X11)" 192.0.2.1 100\r\n'
    b"2021-03-02 07:00:01 12 192.0.2.20 - DENIED none 403 TCP_DENIED CONNECT - tcp api.example.org 443 / - - - 192.0.2.1 0\r\n"
)
PROXY_CSV = (
    b'"Request Timestamp","User","Client IP","Request Method","URL","Response Code","User Agent","Action","Category"\r\n'
    b'"2021-03-02 07:00:00","alice","192.0.2.20","GET","www.example.org/x/a.exe?b=1","200","Mozilla/5.0, ""odd""","Allowed","Other"\r\n'
    b'"2021-03-02 07:00:01","bob","192.0.2.21","POST","http://api.example.org/","403","","Blocked","None"\r\n'
)
ACCESS_JSON = (
    b'{"time":"2021-03-02T08:00:00+01:00","remote_addr":"203.0.113.9","request":"GET /x.php?cmd=id HTTP/1.1","status":"200",'
    b'"body_bytes_sent":"512","http_user_agent":"curl/7.74.0","http_referer":"","host":"www.example.org"}\n'
    b'{"level":"info","ts":1614668401.5,"logger":"http.log.access","request":{"remote_ip":"203.0.113.9","proto":"HTTP/2.0",'
    b'"method":"POST","host":"www.example.org","uri":"/login?a=b","headers":{"User-Agent":["Go-http-client/2.0"]}},"status":403}\n'
    b'{"ClientHost":"203.0.113.10","RequestMethod":"GET","RequestPath":"/a","DownstreamStatus":404,'
    b'"StartUTC":"2021-03-02T07:00:02Z","time":"2021-03-02T07:00:02Z","RequestHost":"b.example.org"}\n'
)
SERVICES = (
    b"02-Mar-2021 07:00:00.123 queries: info: client @0x7f00 192.0.2.20#5353 (a.example): query: a.example IN TXT +E(0)K"
    b" (192.0.2.1)\n"
    b"2021-03-02T07:00:01.123Z security: info: client @0x7f00 192.0.2.20#5353 (b.example): query (cache) 'b.example/A/IN' denied\n"
    b"[1614668402] unbound[812:0] info: 192.0.2.21 www.example.org. AAAA IN\n"
    b'Tue Mar  2 07:00:03 2021 [pid 2] [anna] FAIL LOGIN: Client "203.0.113.9"\n'
    b"Tue Mar  2 07:00:04 2021 -> /srv/up/x.php: Php.Trojan.Shell-1 FOUND\n"
    b"2021-03-02 07:00:05,123 fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.9\n"
)
CATALINA = (
    b"02-Mar-2021 07:00:00.123 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in 912 ms\n"
    b"02-Mar-2021 07:00:01.123 SEVERE [http-nio-8080-exec-1] org.apache.catalina.core.StandardWrapperValve.invoke failed\n"
    b"java.lang.IllegalStateException: Cannot run program\n\tat org.example.Main.run(Main.java:7)\n\n"
    b"Caused by: javax.naming.NamingException\n"
    b"2021-03-02 07:00:02,500 WARN  c.e.App - plain\n"
)
DOCKER = (
    b'{"log":"203.0.113.9 - - [02/Mar/2021:07:00:00 +0000] \\"GET /x.php?cmd=id HTTP/1.1\\" 200 5 \\"-\\" \\"curl/7.74.0\\"\\n",'
    b'"stream":"stdout","time":"2021-03-02T07:00:00.123456789Z"}\n'
    b'{"log":"ERROR java.lang.Runtime.exec x\\n","stream":"stderr","time":"2021-03-02T07:00:01Z"}\n'
)
CRI = (
    b"2021-03-02T07:00:00.123456789Z stdout F Traceback (most recent call last):\n"
    b"2021-03-02T07:00:00.2+00:00 stderr P WARN half a li\n2021-03-02T07:00:00.3Z stderr F ne\n"
)
MODSECURITY = (
    b"--b1820656-A--\n[02/Mar/2021:08:00:00 +0100] YD4aUH8AAQEAAGNDUFwAAAAY 203.0.113.9 40112 192.0.2.1 80\n"
    b"--b1820656-B--\nPOST /up.php?dir=a HTTP/1.1\nHost: www.example.org\nUser-Agent: sqlmap/1.5\nX-Forwarded-For: 198.51.100.7\n"
    b"\n--b1820656-C--\nfile=%3C%3Fphp\n--b1820656-F--\nHTTP/1.1 403 Forbidden\nServer: Apache\n"
    b'\n--b1820656-H--\nMessage: Access denied with code 403 (phase 2). [id "949110"] [msg "Anomaly Score"] [severity "CRITICAL"]\n'
    b"Stopwatch: 1 2\n\n--b1820656-Z--\n\n"
    b"---9vOuhfZZ---A--\n[02/Mar/2021:07:00:01 +0000] 150122724251.842785 203.0.113.10 52804 192.0.2.1 8085\n---9vOuhfZZ---B--\n"
    b"GET /foo?file=/../../etc/passwd HTTP/1.1\nhost: b.example.org\n\n---9vOuhfZZ---F--\nHTTP/1.1 200\n\n---9vOuhfZZ---Z--\n\n"
)
OPENCANARY = (
    b'{"dst_host": "192.0.2.9", "dst_port": 22, "local_time": "2021-03-02 08:00:00.123456", "logdata": {"PASSWORD": "x", "USERNAME":'
    b' "root"}, "logtype": 4002, "node_id": "canary-1", "src_host": "203.0.113.9", "src_port": 40112, "utc_time":'
    b' "2021-03-02 07:00:00.123456"}\n'
    b'{"dst_host": "", "dst_port": -1, "local_time": "2021-03-02 07:00:01", "logdata": {"msg": "running"}, "logtype": 1001,'
    b' "node_id": "canary-1", "src_host": "", "src_port": -1}\n'
)
TEXT_SAMPLES: dict[str, tuple[str, bytes]] = {
    "utmp": ("web1/var/log/wtmp", UTMP),
    "container-log": ("n1/var/lib/docker/containers/" + "0a" * 32 + "/" + "0a" * 32 + "-json.log", DOCKER),
    "modsecurity": ("web1/var/log/apache2/modsec_audit.log", MODSECURITY),
    "opencanary": ("canary/opencanary.log", OPENCANARY),
    "service-log": ("ns1/var/log/named/query.log", SERVICES),
    "dated-text": ("app1/opt/tomcat/logs/catalina.out", CATALINA),
    "journal-file": ("web1/var/log/journal/7f/system.journal", JOURNAL_FILE),
    "webserver": ("web1/var/log/nginx/access.log", ACCESS),
    "auditd": ("web1/var/log/audit/audit.log", AUDIT),
    "laurel": ("web1/var/log/laurel/audit.log", LAUREL),
    "journal-json": ("web1/journal.json", JOURNAL_JSON),
    "journal-export": ("web1/journal.export", JOURNAL_EXPORT),
    "squid": ("proxy1/var/log/squid/access.log", SQUID),
    "proxy-elff": ("proxy1/SG_main__0302070000.log", ELFF),
    "proxy-csv": ("proxy1/export.csv", PROXY_CSV),
    "webserver-json": ("web1/access.json", ACCESS_JSON),
    "zeek": ("sensor1/logs/dns.log", ZEEK_DNS),
    "zeek-json": ("sensor1/logs/current.json", ZEEK_JSON),
    "suricata-eve": ("sensor1/eve.json", EVE),
    "suricata-fast": ("sensor1/fast.log", FAST),
    "syslog": ("web1/var/log/syslog", SYSLOG),
}
"""Name of a format -> (path, content)."""

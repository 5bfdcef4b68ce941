"""Small text logs of servers, Linux and network devices, as their products write them."""

from __future__ import annotations

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
TEXT_SAMPLES: dict[str, tuple[str, bytes]] = {
    "webserver": ("web1/var/log/nginx/access.log", ACCESS),
    "syslog": ("web1/var/log/syslog", SYSLOG),
}
"""Name of a format -> (path, content)."""

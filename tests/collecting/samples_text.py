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
TEXT_SAMPLES: dict[str, tuple[str, bytes]] = {
    "webserver": ("web1/var/log/nginx/access.log", ACCESS),
}
"""Name of a format -> (path, content)."""

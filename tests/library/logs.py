"""A web server's log with a web shell in it, and reports that ask for one thing or another."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

FIRST = """Advisory XY-7 on attacks against mail servers

Published: 10 March 2021
Publisher: A CERT

Between 1 March 2021 and 3 March 2021 intruders used the address 203.0.113.7.
"""
SECOND = FIRST.replace("203.0.113.7.", "203.0.113.7 and the web shell /aspnet_client/supp0rt.aspx.")

_HEAD = """#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Date: {0} 00:00:00
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken
"""
LINE = "{0:%Y-%m-%d %H:%M:%S} 10.0.0.5 {1} {2} - 443 - {3} Mozilla/5.0 200 15\n"


def write_log(path: Path, day: int, days: int = 1, *, web_shell: bool = False, visitor: str = "198.51.100.1") -> None:
    """Write a log of some days of March 2021, a request every half hour."""
    begin = datetime(2021, 3, day)  # noqa: DTZ001 - of a log without zone
    lines = [_HEAD.format(f"2021-03-{day:02}")]
    for number in range(48 * days):
        time = begin + timedelta(minutes=30 * number)
        lines.append(LINE.format(time, "GET", "/owa/auth/logon.aspx", visitor))
    if web_shell:
        lines.insert(20, LINE.format(begin + timedelta(hours=7), "POST", "/aspnet_client/supp0rt.aspx", "192.0.2.66"))
    path.write_text("".join(lines))

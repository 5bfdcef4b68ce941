"""Write docs/formats.md: every format that tocsin reads, with its page, in groups.

Run it from the checkout after a format was added: `python tools/formats_page.py`.
"""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting.formats import FORMATS

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "formats"
ARTEFACTS = (
    *(
        "windows-prefetch",
        "windows-lnk",
        "windows-jumplist",
        "windows-usn",
        "windows-recycle",
        "windows-task",
        "windows-wer",
        "windows-etl",
        "windows-quarantine",
        "windows-i30",
    ),
    *("windows-detection", "windows-ese", "browser", "user-databases", "shell-history", "lastlog", "package-log"),
    *("remote-access", "windows-cmtrace", "antivirus-log", "macos-"),
)
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What systems and programs keep of their use", ARTEFACTS),  # before Windows, whose names begin the same way
    ("Windows", ("evt", "windows-", "defender", "detections", "powershell-")),
    ("IIS and Exchange", ("iis", "exchange-")),
    ("Linux", ("syslog", "auditd", "laurel", "journal-", "linux-", "utmp", "service-log", "container-")),
    ("Web servers and proxies", ("webserver", "squid", "proxy-", "haproxy", "apache", "nginx", "modsecurity")),
    ("Network sensors", ("zeek", "suricata", "opencanary")),
    ("Cloud services and identity", ("m365", "azure", "aws", "gcp", "google", "kubernetes", "okta", "onelogin")),
    ("Cloud services and identity", ("github", "gitlab", "atlassian", "1password", "duo")),
    ("Anything else", ("json", "logfmt", "otlp", "parquet", "csv", "mapped", "dated-", "plaso", "outlook", "leveldb")),
)
LAST = "Firewalls, VPN gateways and other appliances"


def group_of(name: str) -> str:
    """Return the group of a format."""
    return next((group for group, begins in GROUPS if name.startswith(begins)), LAST)


def title_of(name: str) -> str:
    """Return the heading of a format's page."""
    return (PAGES / f"{name}.md").read_text("utf-8").splitlines()[0].removeprefix("# ").strip()


def page() -> str:
    """Return the page."""
    order = list(dict.fromkeys([*(group for group, _ in GROUPS[1:-1]), GROUPS[0][0], LAST, GROUPS[-1][0]]))
    lines = [
        "# What tocsin reads",
        "",
        "Each format is recognised by its content first and its name second, in UTF-8 or UTF-16, in folders and in",
        "archives. A page says by what a format is recognised, what it is read as, and what is rejected. For CSV, JSON",
        "and Parquet of your own there is the [mapping file](mapping.md). Written by `tools/formats_page.py`.",
    ]
    for group in order:
        names = sorted(one.name for one in FORMATS if group_of(one.name) == group)
        if names:
            lines += ["", f"## {group}", ""]
            lines += [f"- [{title_of(name)}](formats/{name}.md)" for name in names]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "formats.md").write_text(page(), encoding="utf-8")

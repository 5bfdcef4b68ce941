"""What a log notes, in words that nobody has to look up: for the letter.

In: the catalogue id of a log. Out: a phrase that follows its name, or nothing for a log that is not in the catalogue.
"""

from __future__ import annotations

from functools import cache

from tocsin.knowledge.logs import logs
from tocsin.model.logs import Log

_BY_ID = {
    "windows-sysmon": "an add-on by Microsoft that notes which programs ran, what they wrote, where they connected to",
    "windows-security": "Windows’ own record of logons and, if told to, of programs that were started",
    "windows-application": "in which programs on Windows report what happens to them",
    "windows-system": "in which Windows reports what happens to it",
}
_BY_PRODUCT = {
    "exchange": "a record that the mail server keeps",
    "linux": "a record that Linux keeps",
    "windows": "a record that Windows keeps",
    "aws": "a record that Amazon’s cloud keeps",
    "azure": "a record that Microsoft’s cloud keeps",
    "m365": "a record that Microsoft’s cloud keeps",
    "gcp": "a record that Google’s cloud keeps",
}
_BY_CATEGORY = {
    "webserver": "a web server’s record of every request",
    "proxy": "a record of what was fetched from the internet",
    "firewall": "a record of connections that were let through or refused",
    "dns": "a record of names that were looked up",
}


@cache
def _catalogue() -> dict[str, Log]:
    return {log.id: log for log in logs()}


def lay_words(log_id: str | None) -> str:
    """Return what a log is, for somebody who never heard of it.

    >>> lay_words("iis"), lay_words("nothing-known")
    ('a web server’s record of every request', '')
    """
    log = _catalogue().get(log_id or "")
    if log is None:
        return ""
    if log.id in _BY_ID:
        return _BY_ID[log.id]
    if log.id.startswith("defender-"):
        return "a record that Microsoft’s protection service for computers keeps"
    if log.logsource.product == "exchange":  # its logs of requests are the mail server's before they are a web server's
        return _BY_PRODUCT["exchange"]
    for source in (log.logsource, *log.also):
        if source.category in _BY_CATEGORY:
            return _BY_CATEGORY[source.category]
    return _BY_PRODUCT.get(log.logsource.product or "", "")

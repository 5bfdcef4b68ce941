"""What tocsin itself wrote is no log: results of an earlier check, left in a folder of logs, must not be found again.

In: the beginning of a file, and the names of files that lie together. Out: whether it is one of tocsin's own. A result
holds the values of the records it is about, so a second check would take each of them for a fresh trace.
"""

from __future__ import annotations

import re

MARK = "verdict.json"
"""The file that tells a folder of results, if it is one by its content."""

WRITTEN_BESIDE = frozenset(("verdict.html", "letter.md", "letter.html", "letter.docx"))
"""Files beside it that have no mark of their own."""

REASON = "a result of tocsin itself, not a log"

_MARKS = re.compile(
    rb'\s*\{\s*"tocsin"\s*:\s*\{\s*"version"'  # documents: verdicts, reports, coverage
    rb'|\{"time":(?:null|"[^"]{0,40}"),"host":(?:null|"(?:[^"\\]|\\.){0,400}"),"rule":\{"id":"[^"]{0,200}","title":'
    rb'|\{"message":"(?:[^"\\]|\\.){0,900}","datetime":"[^"]{0,40}","timestamp_desc":"[^"]{0,40}","rule":'  # Timesketch
    rb"|message,datetime,timestamp_desc,host,rule,rule_id,level,"  # timeline.csv
    rb'|\{"activity_id":1,[^\n]{0,4000}?"product":\{"name":"tocsin"'  # OCSF
    rb'|\s*\{\s*"type"\s*:\s*"bundle"[\s\S]{0,400}?"name"\s*:\s*"tocsin"'  # STIX
    rb'|\s*\{\s*"Event"\s*:\s*\{\s*"uuid"\s*:\s*"[0-9a-f-]{36}",\s*"info"\s*:\s*"tocsin: '  # MISP
    rb'|\s*\{\s*"name"\s*:\s*"tocsin: (?:[^"\\]|\\.){0,400}",\s*"versions"'  # Navigator
    rb'|\s*\{\s*"\$schema"[^\n]{0,200}\s*"version"[\s\S]{0,200}?"name"\s*:\s*"tocsin"'  # SARIF
    rb'|<\?xml[^>]{0,80}\?>\s*<testsuites name="tocsin: '  # JUnit
)


def is_result(head: bytes) -> bool:
    """Whether a file begins as one of tocsin's results does.

    >>> is_result(b'{"tocsin": {"version": "1"}}'), is_result(b'{"time":"2021-03-03","host":"a"}')
    (True, False)
    """
    return _MARKS.match(head) is not None

"""docs/reference/python.md: the five verbs and the nouns they hand on, from their signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import tocsin
from tocsin.collecting.evidence import Evidence
from tocsin.hunting.hits import Hits
from tocsin.library import Library
from tocsin.model import errors
from tocsin.model.report import Report
from tocsin.model.verdict import Verdict

VERBS = (tocsin.read, tocsin.collect, tocsin.hunt, tocsin.judge, tocsin.show)
NOUNS: tuple[type, ...] = (Report, Evidence, Hits, Verdict, Library)
HEAD = """# Python

The whole program is five calls. Each room is imported when its verb is first used; `import tocsin` costs nothing.
Names that begin with `_`, and modules that are not named here, may change without notice. Written from the code by
`python -m tools.reference`; do not edit it.

```python
import tocsin

report = tocsin.read("advisory.pdf")
evidence = tocsin.collect(["logs/"])
hits = tocsin.hunt(evidence, indicators=report.indicators)
verdict = tocsin.judge(report, evidence, hits)
print(tocsin.show(verdict, "terminal"))
```
"""


def page() -> str:
    """Return the page."""
    lines = [HEAD, "## Verbs", ""]
    for verb in VERBS:
        lines += [f"### tocsin.{verb.__name__}", "", *_signature(verb.__name__, verb), _doc(verb), ""]
    lines += ["## Nouns", ""]
    for noun in NOUNS:
        lines += [f"### {noun.__module__}.{noun.__name__}", "", _doc(noun), ""]
        for name, member in _members(noun):
            what = member.fget if isinstance(member, property) else member
            kind = "property, " if isinstance(member, property) else ""
            lines += [f"#### {noun.__name__}.{name}", "", *_signature(name, what), f"{kind}{_doc(what)}", ""]
    lines += ["## Errors", "", "```text", (inspect.getdoc(errors) or "").strip(), "```"]
    return "\n".join(lines).rstrip() + "\n"


def _members(noun: type) -> Iterator[tuple[str, Any]]:
    for name, member in vars(noun).items():
        public = not name.startswith("_")
        if public and (inspect.isfunction(member) or isinstance(member, property | classmethod)):
            yield name, member.__func__ if isinstance(member, classmethod) else member


def _signature(name: str, what: Any) -> list[str]:
    text = re.sub(r"\btocsin\.[a-z_.]+\.(?=[A-Z])", "", str(inspect.signature(what)))
    text = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", re.sub(r"['\"]", "", text))
    return ["```python", f"{name}{text}", "```", ""]


def _doc(what: Any) -> str:
    return inspect.getdoc(what) or ""

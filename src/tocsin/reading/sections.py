"""Parts of a report that speak of the report (references, contacts, disclaimers) or to its reader (advice).

In: a text. Out: spans in order. A part begins at its heading and ends where a heading of substance begins.
"""

from __future__ import annotations

from bisect import bisect_right

from tocsin.model.noun import Span
from tocsin.reading.linear import pattern, spans

_ASIDE = (
    r"^[ \t#*]{0,8}(?:\d{1,2}\.?[ \t]{1,4})?(?:references?|resources|sources|bibliography|works cited"
    r"|further reading|additional (?:resources|reading|information)|contact(?: information| us)?"
    r"|reporting|acknowledge?ments?|disclaimer[^\n]{0,40}|feedback|endnotes|"
    r"footnotes|related (?:articles|posts|reading)|about (?:the author|us)|trademark recognition|revisions?|"
    r"version history)[ \t:*]{0,8}\r?$"
)
_SUBSTANCE = (
    r"^[ \t#*]{0,8}(?:\d{1,2}\.?[ \t]{1,4})?(?:appendix|annex|indicators?\b|iocs?\b|technical|mitigations?"
    r"|detections?|observed|network|files?\b|hash|domains?\b|malware|tactics|summary"
    r"|conclusion|purpose|ip addresses)[^\n]{0,120}$"
)


# headings are told from wrapped lines by their capital and their end without a mark
_LEAD = r"^[ \t#*]{0,8}(?:\d{1,2}\.?[ \t]{1,4})?"
_REST = r"(?:\b[^\n]{0,60}[^\n.,;\r])?[ \t*:]{0,4}\r?$"
_ADVICE = (
    rf"{_LEAD}(?:Mitigations?|MITIGATIONS?|Recommend(?:ations?|ed)|RECOMMENDATIONS?|Conduct"
    r"|(?:Security )?Best Practices|Guidance|Prevention|Remediation|Hardening"
    r"|How to (?:Protect|Defend|Detect|Prevent)|Incident Response"
    rf"|[A-Z][A-Za-z ]{{0,30}}Collection (?:Guide|Procedure)){_REST}"
)
_DEEDS = (
    rf"{_LEAD}(?:Technical|TECHNICAL|Tactics|TTPs?|Indicators?|INDICATORS?|I[oO]Cs?|Appendix|APPENDIX|Annex|Observed"
    r"|Overview|Analysis|Attack|Malware|Conclusion|Infection|Execution|Initial|Persistence|Timeline|Background|Summary"
    rf"|Introduction|Campaign|MITRE|ATT&CK){_REST}"
)


class Sections:
    """Spans of a text that are aside from its subject."""

    def __init__(self, text: str) -> None:
        self.spans = tuple(_spans(text, _ASIDE, _SUBSTANCE, any_case=True))
        self._index()

    @classmethod
    def of_advice(cls, text: str) -> Sections:
        """Return the spans that tell the reader what to do."""
        made = cls("")
        made.spans = tuple(_spans(text, _ADVICE, _DEEDS, any_case=False))
        made._index()
        return made

    def _index(self) -> None:
        self._starts = [span.start for span in self.spans]

    def aside(self, position: int) -> bool:
        """Say whether a place lies in a part that is aside from the subject."""
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self.spans[index].end


def _spans(text: str, begin: str, end: str, *, any_case: bool) -> list[Span]:
    ends = [start for start, _ in spans(pattern(end, any_case=any_case, lines=True), text)]
    found: list[Span] = []
    for start, heading_end in spans(pattern(begin, any_case=any_case, lines=True), text):
        after = bisect_right(ends, heading_end)
        if not found or start >= found[-1].end:
            found.append(Span(start, ends[after] if after < len(ends) else len(text)))
    return found

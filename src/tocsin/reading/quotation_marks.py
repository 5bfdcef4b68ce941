"""Quotations in single marks, as British papers have them, told in double marks: the steps behind look for those only.

In: a text. Out: one of the same length.
"""

from __future__ import annotations

import re

_LONGEST = 600  # characters of a quotation
_CURLY = re.compile(rf"(?<!\w)‘(?P<said>(?:[^‘’\n]|(?<=\w)’(?=\w)){{1,{_LONGEST}}})’(?!\w)")
_STRAIGHT = re.compile(rf"(?<![\w'])'(?P<said>(?:[^'\"\n]|(?<=\w)'(?=\w)){{1,{_LONGEST}}}[,.!?])'(?!\w)")
"""Straight marks are apostrophes, too: only what ends in a mark before the last one is quoted."""


def doubled(text: str) -> str:
    r"""Return a text in which quotations stand in double marks.

    >>> doubled("‘It’s Russia,’ he said; Iran's 'denial' was 'a lie,' he said.")
    '“It’s Russia,” he said; Iran\'s \'denial\' was "a lie," he said.'
    """
    if "‘" in text:
        text = _CURLY.sub(lambda found: f"“{found['said']}”", text)
    if "'" in text:
        text = _STRAIGHT.sub(lambda found: f'"{found["said"]}"', text)
    return text

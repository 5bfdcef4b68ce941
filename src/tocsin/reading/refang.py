"""Refanging: what a report writes so that nobody can click on it, written as it really is.

In: a candidate, cut out of the text by the scanner (never running text, so that no word is touched).
Out: the plain form. Applying it twice changes nothing more.
"""

from __future__ import annotations

import re

_OPEN, _CLOSE = r"[\[({]", r"[\])}]"
_DOT = re.compile(rf" ?{_OPEN} ?(?:\.|dot|d0t|punto) ?{_CLOSE} ?|\[\.|\.\]|\\\.", re.IGNORECASE)
_AT = re.compile(rf" ?{_OPEN} ?(?:@|at) ?{_CLOSE} ?", re.IGNORECASE)
_SCHEME = re.compile(
    r"^(h(?:tt|xx|tx|xt|\*\*|__|\^\^)p|meow|[sS]?f(?:t|x)p|wss?|tcp|udp)(s?)"
    r" ?[\[({]?:[\])}]? ?[\[({]?(?://|\\\\|/\[/\]|\[/\]\[/\]|\[/\]/)[\])}]?",
    re.IGNORECASE,
)
_MARK = re.compile(r"[\[\](){}\\]")
_MARKS = (("[:]", ":"), ("(:)", ":"), ("{:}", ":"), ("[/]", "/"), ("[@]", "@"), ("[-]", "-"), ("[www]", "www"))


def refang(candidate: str) -> str:
    r"""Return the candidate as it really is.

    >>> refang("hxxps[:]//evil[.]example(dot)com/a"), refang(r"1.2[.]3\.4"), refang("shotput")
    ('https://evil.example.com/a', '1.2.3.4', 'shotput')
    """
    plain = _SCHEME.sub(_scheme, candidate) if ":" in candidate else candidate
    if _MARK.search(plain) is None:
        return plain
    while True:
        before = plain
        for mark, meaning in _MARKS:
            plain = plain.replace(mark, meaning)
        plain = _AT.sub("@", _DOT.sub(".", plain))
        plain = _SCHEME.sub(_scheme, plain)
        if plain == before or len(plain) >= len(before):
            return plain


def _scheme(found: re.Match[str]) -> str:
    name, secure = found.group(1).lower(), found.group(2).lower()
    if name[0] == "h" or name == "meow":
        name = "http"
    return f"{name.replace('x', 't')}{secure}://"

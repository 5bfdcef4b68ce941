"""The beginning of a JSON object that goes on beyond what is shown: what it has so far, as an object.

In: bytes that begin with `{`. Out: the object that they would be if they ended well; None where they are no JSON.
Files are recognised by their first bytes, and one event can be longer than those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*(?P<end>"|\\?\Z)|[{}\[\],]', re.DOTALL)
_CLOSERS = {ord("{"): b"}", ord("["): b"]"}


def completed(shown: bytes) -> dict[str, Any] | None:
    r"""Return what the beginning of an object has.

    >>> completed(b'{"a": 1, "b": {"c": "some te'), completed(b'{"a": [1, 2], "nam'), completed(b"{no")
    ({'a': 1, 'b': {'c': 'some te'}}, {'a': [1, 2]}, None)
    """
    for text in _endings(shown):
        try:
            value = orjson.loads(text.decode("utf-8", "replace"))
        except ValueError:
            continue
        return value if isinstance(value, dict) else None
    return None


def _endings(shown: bytes) -> Iterator[bytes]:
    """Yield ways to end the text: inside the string where it stops, else before the member that is not whole."""
    stack: list[bytes] = []
    inside, cut, cut_stack = False, 0, b""
    for token in _TOKEN.finditer(shown):
        sign = shown[token.start()]
        if sign == 0x22:
            inside = token["end"] != b'"'
        elif sign in _CLOSERS:
            stack.append(_CLOSERS[sign])
        elif sign in b"}]":
            if not stack:
                return
            stack.pop()
        elif sign == 0x2C:
            cut, cut_stack = token.start(), b"".join(reversed(stack))
    closing = b"".join(reversed(stack))
    if inside:
        whole = re.sub(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z", b"", shown)
        yield whole + b'"' + closing
    yield shown + closing
    if cut:
        yield shown[:cut] + cut_stack

r"""Which tests of a field can tell digits apart, and which are blind to them.

In: expressions, and texts with wildcards. Out: what they are to somebody who cannot tell digits apart. What a blind
test says of a value it says of every value that differs from it in digits alone. Text is blind unless a literal has a
digit; an expression unless it has one, or a class with some digits and not all of them: `\d{4}` and `[0-9a-f]+` are
blind, `system32` and `[1-9]` are not.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from tocsin.hunting.atoms import Literal, Text

_SIGN = r"[!-/:-@\[-`{-~]"
_COUNT = r"(?: 0 | [1-9] \d* )"  # with a zero before it is no count
_IN_CLASS = rf"(?: [dDsSwWntrfa] | x[0-7][0-9a-fA-F] | {_SIGN} )"
_PIECE = re.compile(
    rf"""(?x)
    (?P<class> \[ (?P<not> \^? ) (?P<of> (?! \^ ) (?: \\ {_IN_CLASS} | [^\[\]\\] )+ ) \] )
    | (?P<digit> [0-9] | \\x3[0-9] )
    | \\ (?: [AbBdDsSwWzntrfa] | x[0-7][0-9a-fA-F] | {_SIGN} )
    | \( (?: \?: | \? [ims]{{1,3}} [:)] | (?! [?*] ) )
    | \{{ {_COUNT} (?: , (?: {_COUNT} )? )? \}}
    | [^\\\[({{0-9]
    """,
    re.ASCII,
)
"""A piece of an expression that is looked at: a class, a digit, an escape, a group's begin, a count, a sign."""

_SOME_DIGITS = re.compile(r"\\x[0-24-7][0-9a-fA-F]|(?<!-)0-9|(\\x3[0-9]|[0-9])")
"""What a class says of digits: all of them, or some. A range whose ends are none has all of them or none of them."""

_DIGIT = re.compile("[0-9]")


def blinded(pattern: str) -> str | None:
    r"""Return an expression that is blind to digits and found wherever this one is; None where that is not known.

    >>> blinded(r"\d{4}[a-f0-9]+ [ -~]") == r"\d{4}[a-f0-9]+ [ -~]", blinded(r"system32\\[^1x][1-5y]\x31")
    (True, 'system[0-9][0-9]\\\\(?s:.)[0-91-5y][0-9]')
    """
    at, pieces = 0, list[str]()
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            return None
        at, said = piece.end(), piece.group()
        if piece["digit"]:
            said = "[0-9]"
        elif piece["class"] and any(some[1] for some in _SOME_DIGITS.finditer(piece["of"])):
            said = "(?s:.)" if piece["not"] else f"[0-9{piece['of']}]"
        pieces.append(said)
    return "".join(pieces)


def zeroed(atom: Text) -> Text | None:
    """Return a text with zeros for the digits of its literals; None: it has no digits.

    >>> zeroed(Text("F", (Literal("a12"),))), zeroed(Text("F", (Literal("a"),)))
    (Text(field='F', parts=(Literal(text='a00'),), cased=False), None)
    """
    if not any(isinstance(part, Literal) and _DIGIT.search(part.text) for part in atom.parts):
        return None
    parts = (Literal(_DIGIT.sub("0", part.text)) if isinstance(part, Literal) else part for part in atom.parts)
    return replace(atom, parts=tuple(parts))

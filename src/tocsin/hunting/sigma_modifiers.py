"""Modifiers that mean more here than in pySigma: encodings of any text, every dash, references with regard to case.

In: nothing; `register` makes them known to pySigma under names of their own (`_wide`, ...), which rules are given when
they are read. Encodings give bytes, and bytes stand in text as logs show binary data: one character each (Latin-1).
So `wide|base64` of `é` is the Base64 of `E9 00`, and `wide` alone of `ab` is `a`, NUL, `b`, NUL.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar

from sigma.exceptions import SigmaValueError
from sigma.modifiers import SigmaValueModifier, modifier_mapping
from sigma.types import Placeholder, SigmaCasedString, SigmaExpansion, SigmaFieldReference, SigmaString

DASHES = "-/–—―"
DASH = re.compile(rf"\B[{DASHES}]\b")
MAX_DASHES = 5  # of one value: each is written in five ways


class Bytes(SigmaString):
    """Bytes, one character each."""


@dataclass
class CasedReference(SigmaFieldReference):
    """A reference to another field whose value is compared with regard to case."""


class _Utf16(SigmaValueModifier[SigmaString, SigmaString]):
    encoding: ClassVar[str] = "utf-16-le"
    mark: ClassVar[str] = ""

    def modify(self, val: SigmaString) -> SigmaString:
        found = Bytes()
        parts = [part.encode(self.encoding).decode("latin-1") if isinstance(part, str) else part for part in val.s]
        found.s = [self.mark, *parts] if self.mark else parts
        return found


class _Utf16Be(_Utf16):
    encoding = "utf-16-be"


class _Utf16Marked(_Utf16):
    mark = "\xff\xfe"


def _bytes(val: SigmaString) -> bytes:
    if val.contains_special() or any(not isinstance(part, str) for part in val.s):
        raise SigmaValueError(f"a value with wildcards cannot be encoded: '{val}'")
    return "".join(map(str, val.s)).encode("latin-1" if isinstance(val, Bytes) else "utf-8")


class _Base64(SigmaValueModifier[SigmaString, SigmaString]):
    def modify(self, val: SigmaString) -> SigmaString:
        return SigmaString(b64encode(_bytes(val)).decode())


class _Base64Offset(SigmaValueModifier[SigmaString, SigmaExpansion]):
    """Of each of the three places that text may have in a group of three bytes, the letters that it alone decides."""

    def modify(self, val: SigmaString) -> SigmaExpansion:
        data = _bytes(val)
        forms: list[Any] = []
        for before in range(3):
            letters = b64encode(b" " * before + data).decode().rstrip("=")
            begin = (0, 2, 3)[before]
            end = (len(data) + before) * 8 // 6  # whole letters; the next would depend on what follows
            forms.append(SigmaString(letters[begin:end]))
        return SigmaExpansion(forms)


class _Windash(SigmaValueModifier[SigmaString, SigmaExpansion]):
    def modify(self, val: SigmaString) -> SigmaExpansion:
        marked = val.replace_with_placeholder(DASH, "_windash")
        choices = [DASHES if part == Placeholder("_windash") else (part,) for part in marked.s]
        if sum(choice is DASHES for choice in choices) > MAX_DASHES:
            raise SigmaValueError(f"windash of more than {MAX_DASHES} dashes in one value: '{val}'")
        forms: list[Any] = []
        for chosen in product(*choices):
            form = type(val)()
            form.s = list(chosen)
            forms.append(form)
        return SigmaExpansion(forms)


class _Cased(SigmaValueModifier[SigmaString | SigmaFieldReference, SigmaString | SigmaFieldReference]):
    def modify(self, val: SigmaString | SigmaFieldReference) -> SigmaString | SigmaFieldReference:
        if isinstance(val, SigmaFieldReference):
            return CasedReference(val.field, val.starts_with, val.ends_with)
        return SigmaCasedString.from_sigma_string(val)


class _Again(SigmaValueModifier[Any, Any]):
    """Changes nothing: for a field that is asked for several times in one map."""

    def modify(self, val: Any) -> Any:
        return val


AGAIN = "_again"
OWN_NAMES = {
    "wide": "_wide",
    "utf16le": "_wide",
    "utf16be": "_utf16be",
    "utf16": "_utf16",
    "base64": "_base64",
    "base64offset": "_base64offset",
    "windash": "_windash",
    "cased": "_cased",
}
"""Names of the specification -> those of the modifiers here."""

_CLASSES: dict[str, Any] = {
    "_wide": _Utf16,
    "_utf16be": _Utf16Be,
    "_utf16": _Utf16Marked,
    "_base64": _Base64,
    "_base64offset": _Base64Offset,
    "_windash": _Windash,
    "_cased": _Cased,
    AGAIN: _Again,
}


def register() -> None:
    """Make the modifiers known to pySigma, beside its own."""
    modifier_mapping.update(_CLASSES)


def said_name(kind: str) -> str:
    """Return the name that a rule has for a modifier's class.

    >>> said_name("SigmaContainsModifier"), said_name("_Windash")
    ('contains', 'windash')
    """
    for name, found in (*modifier_mapping.items(), *_CLASSES.items()):
        if found.__name__ == kind:
            return name.removeprefix("_")
    return kind

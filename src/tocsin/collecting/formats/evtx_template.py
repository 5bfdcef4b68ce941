"""EVTX by columns, second step: what a template says, as a list of the places where its values go.

In: one template definition. Out: `Template`: for each element text and attribute either literal text or the number of
the substitution that fills it. A template that mixes text and values in one place, or uses tokens that Windows does not
write into templates, is refused (`Unsupported`); its events go the simple path.
Source: [MS-EVEN6] 2.2.12 (BinXml tokens).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_DEPTH = 32
MAX_SLOTS = 1024


class Unsupported(Exception):  # noqa: N818 - a decision, not a failure: the caller takes the simple path
    """The template holds something the columnar path does not take."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that holds a value: an element's text (`attribute` None) or one of its attributes."""

    path: tuple[str, ...]  # element names from the root
    name: str | None  # literal value of the element's own `Name` attribute, as `<Data Name="Image">` has it
    attribute: str | None
    literal: str | None  # the text, where it is part of the template
    substitution: int  # number of the value that fills it; -1 for a literal
    fragment: bool = False  # the value is a piece of XML of its own, with a template of its own


FieldName = Callable[[tuple[str, ...], Slot], str | None]
"""Names the field that a slot fills, given the path of the fragment it stands in; None: not a field."""


@dataclass(slots=True)
class Template:
    """A parsed definition, and what is needed to see that another one says the same."""

    slots: list[Slot] = field(default_factory=list)
    offsets: list[tuple[int, int]] = field(default_factory=list)  # (position in the body, bytes) that vary by chunk
    names: list[tuple[int, bytes]] = field(default_factory=list)  # (position of the reference, UTF-16 characters)
    substitutions: int = 0  # how many values it needs at least
    _named: dict[tuple[str, ...], list[tuple[Slot, str]]] = field(default_factory=dict, compare=False)

    def named(self, path: tuple[str, ...], name_of: FieldName) -> list[tuple[Slot, str]]:
        """Return the slots that fill a field, with its name, where the template stands below `path`."""
        if path not in self._named:
            found = [(slot, name_of(path, slot)) for slot in self.slots if not slot.fragment]
            self._named[path] = [(slot, name) for slot, name in found if name is not None]
        return self._named[path]


class _Reader:
    """Walks one definition's body; all positions are bytes in the chunk."""

    def __init__(self, chunk: bytes, at: int, end: int) -> None:
        self.chunk, self.start, self.at, self.end = chunk, at, at, end
        self.template = Template()

    def take(self, form: str) -> tuple[int, ...]:
        size = struct.calcsize(form)
        if self.at + size > self.end:
            raise Unsupported("cut short")
        found = struct.unpack_from(form, self.chunk, self.at)
        self.at += size
        return found

    def name(self) -> str:
        """Read a reference to a name; the name itself stands here when it is used for the first time."""
        reference = self.at - self.start
        self.template.offsets.append((reference, 4))
        (offset,) = self.take("<I")
        here = offset == self.at
        if not 512 <= offset <= len(self.chunk) - 8:
            raise Unsupported("a name outside the chunk")
        _, _, characters = struct.unpack_from("<IHH", self.chunk, offset)
        size = 8 + 2 * characters + 2
        if characters > 256 or offset + size > len(self.chunk):
            raise Unsupported("a name that is too long")
        name = self.chunk[offset + 8 : offset + 8 + 2 * characters]
        self.template.names.append((reference, name))
        if here:
            self.template.offsets.append((self.at - self.start, 4))
            self.at += size
        return name.decode("utf-16-le", "replace")

    def text(self) -> str:
        kind, characters = self.take("<BH")
        if kind != 0x01 or self.at + 2 * characters > self.end:
            raise Unsupported("a literal that is no string")
        found = self.chunk[self.at : self.at + 2 * characters].decode("utf-16-le", "replace")
        self.at += 2 * characters
        return found

    def content(self) -> tuple[str | None, int, bool] | None:
        """Read the value that stands here (literal, substitution, fragment), or None when none does."""
        token = self.chunk[self.at] & 0x3F
        if token == 0x05:
            self.at += 1
            return self.text(), -1, False
        if token in (0x0D, 0x0E):
            self.at += 1
            number, kind = self.take("<HB")
            self.template.substitutions = max(self.template.substitutions, number + 1)
            return None, number, kind == 0x21
        return None

    def element(self, path: tuple[str, ...]) -> None:
        if len(path) >= MAX_DEPTH or len(self.template.slots) > MAX_SLOTS:
            raise Unsupported("too deep or too large")
        (token, _dependency, _size) = self.take("<BHI")
        path = (*path, self.name())
        attributes: list[tuple[str, tuple[str | None, int, bool]]] = []
        if token & 0x40:
            self.take("<I")
            while self.chunk[self.at] & 0x3F == 0x06:
                self.at += 1
                attribute = self.name()
                value = self.content()
                if value is None or self._more_content():
                    raise Unsupported("an attribute of several parts")
                attributes.append((attribute, value))
        named = next((value[0] for attribute, value in attributes if attribute == "Name" and value[1] < 0), None)
        for attribute, value in attributes:
            self.template.slots.append(Slot(path, named, attribute, *value))
        (closing,) = self.take("<B")
        if closing == 0x03:
            return
        if closing != 0x02:
            raise Unsupported("an element that is not closed")
        self.children(path, named)

    def children(self, path: tuple[str, ...], named: str | None) -> None:
        """Read what stands between an element's tags: one value, or elements and fragments."""
        plain = elements = 0
        while self.at < self.end:
            if self.chunk[self.at] & 0x3F == 0x01:
                elements += 1
                self.element(path)
                continue
            value = self.content()
            if value is None:
                break
            plain += not value[2]
            self.template.slots.append(Slot(path, named, None, *value))
        if plain and plain + elements > 1:
            raise Unsupported("text of several parts")
        (end,) = self.take("<B")
        if end != 0x04:
            raise Unsupported("a token that templates do not hold")

    def _more_content(self) -> bool:
        return self.chunk[self.at] & 0x3F in (0x05, 0x0D, 0x0E, 0x07, 0x08, 0x09)


def parse_template(chunk: bytes, at: int, size: int) -> Template:
    """Parse the definition's body that stands at `at` in the chunk and is `size` bytes long.

    Raises `Unsupported` for what the columnar path does not take.
    """
    reader = _Reader(chunk, at, min(at + size, len(chunk)))
    try:
        header = reader.take("<BBBB")
        if header[0] != 0x0F:
            raise Unsupported("no fragment header")
        reader.element(())
        (end,) = reader.take("<B")
    except (IndexError, struct.error) as error:
        raise Unsupported("cut short") from error
    if end != 0x00 or reader.at != reader.end:
        raise Unsupported("something after the root element")
    return reader.template

"""What a detection means, written from the specification alone: it shares no code with what it is compared with.

In: a detection as it stands in YAML and an event. Out: is it true. Slow, for few values, and only for what the tests
generate. Source: Sigma specification 2.1, rules and modifiers.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

DASHES = "-/–—―"
ENCODINGS = {"wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16-le"}
TIMES = ("minute", "hour", "day", "month", "year")
Event = Mapping[str, Any]
Test = Callable[[str], bool]


def true_of(detection: Mapping[str, Any], event: Event) -> bool:
    """Say whether a detection is true of an event."""
    condition = detection["condition"]
    names = [name for name in detection if name != "condition"]
    conditions = condition if isinstance(condition, list) else [condition]
    return any(_condition(text, detection, names, event) for text in conditions)


def _condition(text: str, detection: Mapping[str, Any], names: list[str], event: Event) -> bool:
    def group(found: re.Match[str]) -> str:
        pattern = "*" if found[2] == "them" else found[2]
        meant = [name for name in names if fnmatch.fnmatchcase(name, pattern)]
        if not pattern.startswith("_"):
            meant = [name for name in meant if not name.startswith("_")]
        holds = [_selection(detection[name], event) for name in meant]
        return str(all(holds) if found[1] == "all" else any(holds))

    said = re.sub(r"\b(1|any|all) of ([\w*]+)", group, text)
    for name in sorted(names, key=len, reverse=True):
        said = re.sub(rf"(?<![\w*]){re.escape(name)}(?![\w*])", str(_selection(detection[name], event)), said)
    assert re.fullmatch(r"(True|False|and|or|not|[() ])+", said), said
    return bool(eval(said))  # noqa: S307 - of words that were looked at


def _selection(selection: Any, event: Event) -> bool:
    if isinstance(selection, list):
        return any(_selection(one, event) for one in selection)
    if isinstance(selection, dict):
        return all(_item(key, value, event) for key, value in selection.items())
    return any(_text(str(selection), ["contains"])(value) for name in event for value in _values(event, name))


def _item(key: str, value: Any, event: Event) -> bool:
    field, *modifiers = key.split("|")
    wanted = value if isinstance(value, list) else [value]
    holds = [_one(field, modifiers, one, event) for one in wanted]
    found = all(holds) if "all" in modifiers else any(holds)
    return found != ("neq" in modifiers)


def _one(field: str, modifiers: list[str], wanted: Any, event: Event) -> bool:
    names = list(event) if not field else [field]
    values = [value for name in names for value in _values(event, name)]
    if "exists" in modifiers:
        return bool(values) == wanted
    if wanted is None:
        return not values
    if "fieldref" in modifiers:
        return any(_reference(modifiers, value, other) for value in values for other in _values(event, wanted))
    test = _test(modifiers, wanted)
    return any(map(test, values))


def _test(modifiers: list[str], wanted: Any) -> Test:
    if "re" in modifiers:
        return _expression(modifiers, wanted)
    if "cidr" in modifiers:
        return lambda value: _inside(value, wanted)
    part = next((name for name in TIMES if name in modifiers), None)
    relation = next((name for name in ("lt", "lte", "gt", "gte") if name in modifiers), "eq")
    if isinstance(wanted, int) or relation != "eq":
        return lambda value: _compared(_part(value, part) if part else _number(value), relation, Fraction(wanted))
    forms = _encoded(modifiers, wanted)
    tests = [_text(form, modifiers) for form in forms]
    return lambda value: any(test(value) for test in tests)


def _text(wanted: str, modifiers: Collection[str]) -> Test:
    """Read wildcards: `\\*` is a star, `\\\\*` a backslash and any text, `\\\\` a backslash."""
    letters: list[tuple[str, bool]] = []  # and whether it is a wildcard
    place = 0
    while place < len(wanted):
        letter, following = wanted[place], wanted[place + 1 : place + 2]
        if letter == "\\" and following and following in "\\*?":
            letters.append((following, False))
            place += 2
        else:
            letters.append((letter, letter in "*?"))
            place += 1
    text = "".join(letter for letter, _ in letters)
    expression = ""
    for place, (letter, wild) in enumerate(letters):
        if wild:
            expression += ".*" if letter == "*" else "."
        elif "windash" in modifiers and letter in DASHES and _begins_a_word(text, letters, place):
            expression += f"[{re.escape(DASHES)}]"
        else:
            expression += re.escape(letter)
    before = ".*" if "contains" in modifiers or "endswith" in modifiers else ""
    after = ".*" if "contains" in modifiers or "startswith" in modifiers else ""
    flags = re.DOTALL | (0 if "cased" in modifiers else re.IGNORECASE)
    compiled = re.compile(f"{before}{expression}{after}", flags)
    return lambda value: compiled.fullmatch(value) is not None


def _begins_a_word(text: str, letters: list[tuple[str, bool]], place: int) -> bool:
    before = text[place - 1] if place and not letters[place - 1][1] else " "
    after = text[place + 1 : place + 2] if place + 1 < len(letters) and not letters[place + 1][1] else " "
    return not re.match(r"\w", before) and bool(re.match(r"\w", after or " "))


def _encoded(modifiers: list[str], wanted: str) -> list[str]:
    if not {"base64", "base64offset"} & set(modifiers):
        return [wanted]
    encoding = next((ENCODINGS[name] for name in modifiers if name in ENCODINGS), "utf-8")
    data = (b"\xff\xfe" if "utf16" in modifiers else b"") + wanted.replace("\\\\", "\\").encode(encoding)
    if "base64" in modifiers:
        return [b64encode(data).decode()]
    forms: list[str] = []
    for before in range(3):  # letters whose six bits all come from the data
        bits = "".join(f"{byte:08b}" for byte in b"\0" * before + data)
        whole = [at for at in range(0, len(bits) - 5, 6) if at >= before * 8]
        forms.append(
            "".join(b64encode(int(bits[at : at + 6] + "00", 2).to_bytes(1, "big"))[:1].decode() for at in whole)
        )
    return forms


def _expression(modifiers: list[str], wanted: str) -> Test:
    flags = (re.I if "i" in modifiers else 0) | (re.M if "m" in modifiers else 0) | (re.S if "s" in modifiers else 0)
    begin, end = r"\A" if "startswith" in modifiers else "", r"\Z" if "endswith" in modifiers else ""
    compiled = re.compile(f"{begin}(?:{wanted}){end}", flags)
    return lambda value: compiled.search(value) is not None


def _reference(modifiers: list[str], value: str, other: str) -> bool:
    mine, theirs = (value, other) if "cased" in modifiers else (value.casefold(), other.casefold())
    if "startswith" in modifiers:
        return mine.startswith(theirs)
    if "endswith" in modifiers:
        return mine.endswith(theirs)
    return theirs in mine if "contains" in modifiers else mine == theirs


def _inside(value: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(network)
    except ValueError:
        return False


def _number(value: str) -> Fraction | None:
    return Fraction(value) if re.fullmatch(r"[+-]?\d+(\.\d+)?", value) else None


def _part(value: str, part: str) -> Fraction | None:
    try:
        return Fraction(getattr(datetime.fromisoformat(value), part))
    except ValueError:
        return None


def _compared(found: Fraction | None, relation: str, wanted: Fraction) -> bool:
    if found is None:
        return False
    return {
        "eq": found == wanted,
        "lt": found < wanted,
        "lte": found <= wanted,
        "gt": found > wanted,
        "gte": found >= wanted,
    }[relation]


def _values(event: Event, name: str) -> list[str]:
    value = event.get(name)
    return [] if value is None else list(value) if isinstance(value, list) else [value]

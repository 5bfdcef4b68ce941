"""Rules, indicators, mapping files: YAML that grows or nests, patterns that explode, references that leave their folder."""

from __future__ import annotations

import functools
import json

from tests.hostile.inputs import Input

RULE = """title: A rule
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {{product: windows, category: process_creation}}
detection:
  sel: {{{test}}}
  condition: {condition}
level: high
"""

PATTERNS = {
    "nested-plus": "(a+)+$",
    "nested-star": "(a*)*$",
    "alternatives": "(a|aa)+$",
    "classes": "([a-zA-Z]+)*$",
    "dots": "(.*a){25}$",
    "fields": "^(.*?,){25}P",
    "bounded": "(a{1,50}){1,50}$",
    "back-reference": r"(a*)*\1b",
    "look-ahead": "(?=(a+))a*b",
    "look-behind": "(?<=a{1})(a+)+$",
    "words": r"(\w+\s?)*$",
    "optional": "a?" * 60 + "a" * 60,
    "wide-repeat": "(a{0,1000}){0,1000}",
    "huge-class": "[" + "".join(map(chr, range(0x4E00, 0x5E00))) + "]+$",
    "deep-groups": "(" * 5000 + "a" + ")" * 5000,
    "many-alternatives": "|".join(f"a{n}" for n in range(20_000)),
    "counts-long": "(foo|bar).{0,300}(baz|qux).{0,300}a",
    "counts-many": "(.{1,30}a){30}x",
    "unclosed": "(a",
    "case": "(?i)(ſ|s|S)+$",
}
"""Regular expressions that engines which go back need for ever for, or that compile into something large."""

SUBJECT = "a" * 1_000_000 + "!"
"""The value that they are tried on."""


def rule(name: str, make: object, *given: object) -> Input:
    """Return an input that is given as rules."""
    return Input("rule", f"rule-{name}", "a.yml", functools.partial(make, *given))  # type: ignore[arg-type]


def with_test(test: str, condition: str = "sel") -> bytes:
    """Return a rule with one test."""
    return RULE.format(test=test, condition=condition).encode()


def of_pattern(pattern: str) -> bytes:
    """Return a rule with a regular expression."""
    return with_test(f"CommandLine|re: {json.dumps(pattern)}")


def rules() -> list[Input]:
    """Return rules."""
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    found = [rule(f"pattern-{name}", of_pattern, pattern) for name, pattern in PATTERNS.items()]
    makes = {
        "laughs": lambda: laughs.encode() + with_test("CommandLine: *a9"),
        "alias-of-itself": lambda: b"detection: &a\n  sel: *a\n  condition: sel\n",
        "deep-flow": lambda: b"title: " + b"[" * 100_000,
        "deep-maps": lambda: b"{a: " * 100_000,
        "deep-blocks": lambda: b"\n".join(b" " * n + b"a:" for n in range(3000)),
        "python-object": lambda: b'title: !!python/object/apply:os.system ["true"]\n' + with_test("Image: a"),
        "many-documents": lambda: b"---\n" * 200_000,
        "many-keys": lambda: b"".join(b"k%d: 1\n" % n for n in range(100_000)),
        "merge-keys": lambda: b"a: &a {x: 1}\nb: &b {<<: [" + b"*a, " * 50_000 + b"*a]}\n",
        "big-number": lambda: b"title: 1" + b"0" * 1_000_000 + b"\n",
        "sexagesimal": lambda: b"title: " + b"1:" * 5000 + b"1\n",
        "condition-deep": lambda: with_test("Image: a", "(" * 5000 + "sel" + ")" * 5000),
        "condition-nots": lambda: with_test("Image: a", "not " * 5000 + "sel"),
        "condition-long": lambda: with_test("Image: a", " or ".join(["sel"] * 5000)),
        "condition-exponential": lambda: with_test("Image: a", "(sel or (sel and not sel)) and " * 60 + "sel"),
        "values-many": lambda: with_test("CommandLine|contains: [" + ", ".join(f"v{n}" for n in range(20_000)) + "]"),
        "value-long": lambda: with_test("CommandLine|contains: " + "a" * 1_000_000),
        "wildcards": lambda: with_test("CommandLine: '" + "*a" * 2000 + "'"),
        "wildcards-question": lambda: with_test("CommandLine: '" + "?" * 5000 + "*'"),
        "windash": lambda: with_test("CommandLine|windash|contains: '" + " -a" * 30 + "'"),
        "base64offset": lambda: with_test("CommandLine|base64offset|contains: '" + "a" * 10_000 + "'"),
        "cidr": lambda: with_test("DestinationIp|cidr: ['0.0.0.0/0', '::/0', '1.1.1.1/99', 'x/8']"),
        "modifiers-many": lambda: with_test("CommandLine" + "|contains" * 500 + ": a"),
        "selections-many": lambda: ("title: a\nlogsource: {product: windows}\ndetection:\n" + "".join(f"  s{n}: {{Image: a}}\n" for n in range(3000)) + "  condition: 1 of s*\n").encode(),
        "correlation-of-itself": lambda: b"title: c\nname: c\nid: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3d\ncorrelation: {type: event_count, rules: [c], group-by: [User], timespan: 1m, condition: {gte: 1}}\n",
        "timespan": lambda: b"title: c\ncorrelation: {type: event_count, rules: [c], timespan: 99999999999999d, condition: {gte: 1}}\n",
        "not-utf8": lambda: b"title: \xff\xfe\x00\n",
        "tabs": lambda: b"\ttitle: a\n" * 10_000,
        "nothing": lambda: b"\0" * 1000,
        "escapes": lambda: b'title: "\\ud800\\x00\\e[31m"\n' + with_test("Image: a"),
    }  # fmt: skip
    return found + [rule(name, make) for name, make in makes.items()]


def others() -> list[Input]:
    """Return lists of indicators and mapping files."""
    deep = 1_000_000

    def made(kind: str, name: str, file: str, make: object) -> Input:
        return Input(kind, f"{kind}-{name}", file, make)  # type: ignore[arg-type]

    return [
        made("indicators", "deep-json", "a.json", lambda: b'{"type":"bundle","objects":' + b"[" * deep),
        made("indicators", "pattern-deep", "a.json", lambda: json.dumps({"type": "bundle", "objects": [{"type": "indicator", "pattern": "[" + "(" * 50_000}]}).encode()),
        made("indicators", "pattern-quotes", "a.json", lambda: json.dumps({"type": "bundle", "objects": [{"type": "indicator", "pattern": "[file:name = '" + "\\'" * 200_000}]}).encode()),
        made("indicators", "long-line", "a.txt", lambda: b"a" * (8 << 20)),
        made("indicators", "dots", "a.txt", lambda: b"." * 500_000 + b"\n[.]" * 100_000),
        made("indicators", "csv-quotes", "a.csv", lambda: b"type,value\n" + b'"' * 1_000_000),
        made("indicators", "zeros", "a.txt", lambda: bytes(1 << 20)),
        made("indicators", "one-letter", "a.txt", lambda: b"a\nb\n.\n*\n" * 1000),
        made("mapping", "laughs", "map.yaml", lambda: ("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))).encode()),
        made("mapping", "deep", "map.yaml", lambda: b"[" * 100_000),
        made("mapping", "pattern", "map.yaml", lambda: b'- {files: "' + b"*" * 3000 + b'x", format: csv, log: iis, time: {column: a}}\n'),
        made("mapping", "python-object", "map.yaml", lambda: b'- !!python/object/apply:os.system ["true"]\n'),
        made("mapping", "time-format", "map.yaml", lambda: b'- {files: "*", format: csv, log: iis, time: {column: a, format: "' + b"%Y" * 20_000 + b'"}}\n'),
    ]  # fmt: skip


def inputs() -> list[Input]:
    """Return all of them."""
    return [*rules(), *others()]

"""MISP's malware names: words, places and junk are left out; what ATT&CK knows gets names only."""

from __future__ import annotations

from typing import Any

from tocsin.knowledge.building.software import Galaxy, build_software
from tocsin.knowledge.entries import Software, TableSource

SOURCE = TableSource(name="x", version="1", date=None, sha256="0", licence="CC0-1.0")
ATTACK = (Software(id="S0366", name="WannaCry", kind="malware"),)
ORDINARY = frozenset({"orange", "one", "your", "files", "are", "locked"})


def galaxy(*values: dict[str, Any]) -> Galaxy:
    return values, SOURCE


def value(name: str, *synonyms: str, family: str = "win.x") -> dict[str, Any]:
    reference = f"https://malpedia.caad.fkie.fraunhofer.de/details/{family}"
    return {"value": name, "uuid": f"u-{name}", "meta": {"refs": [reference], "synonyms": list(synonyms)}}


def test_known_software_only_gets_further_names() -> None:
    made = build_software(
        ATTACK,
        malpedia=galaxy(value("WannaCryptor", "Wannacry")),
        tools=galaxy(),
        ransomware=galaxy(),
        ordinary=ORDINARY,
        taken=frozenset(),
    )

    assert made.software == ()
    assert [(one.id, [alias.name for alias in one.aliases]) for one in made.additions] == [("S0366", ["WannaCryptor"])]


def test_unknown_software_is_kept_by_its_family() -> None:
    made = build_software(
        ATTACK,
        malpedia=galaxy(value("FastCash", family="aix.fastcash")),
        tools=galaxy(),
        ransomware=galaxy(),
        ordinary=ORDINARY,
        taken=frozenset(),
    )

    assert [(one.id, one.name, one.origin) for one in made.software] == [
        ("malpedia:aix.fastcash", "FastCash", "Malpedia")
    ]


def test_words_places_and_junk_are_left_out() -> None:
    names = (
        "Orange",
        "R",
        "win.thing",
        "Austria",
        "123456",
        "Unnamed ransomware 1",
        "ransomware blog",
        "Your Files Are Locked",
        "a@b.com",
    )
    listed = galaxy(*(value(name) for name in names))

    made = build_software(
        ATTACK, malpedia=galaxy(), tools=galaxy(), ransomware=listed, ordinary=ORDINARY, taken=frozenset({"austria"})
    )

    assert made.software == ()


def test_the_word_ransomware_is_no_part_of_a_name() -> None:
    made = build_software(
        ATTACK,
        malpedia=galaxy(),
        tools=galaxy(),
        ransomware=galaxy(value("CYR-Locker Ransomware (FAKE)")),
        ordinary=ORDINARY,
        taken=frozenset(),
    )

    assert [one.name for one in made.software] == ["CYR-Locker"]

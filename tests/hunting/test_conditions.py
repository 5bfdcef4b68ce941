"""Conditions as trees: how large they are, which atoms they have, fields under other names."""

from __future__ import annotations

from tocsin.hunting.atoms import AnyRun, Literal, Null, Text
from tocsin.hunting.conditions import And, Not, Or, Test, atoms_of, map_fields, size


def test_fields_are_renamed_wherever_they_stand() -> None:
    atom = Text("Image", (AnyRun(), Literal("x")))
    condition = And((Not(Test(atom)), Or((Test(Null("Image")), Test(Null("Other"))))))

    renamed = map_fields(condition, {"Image": "NewProcessName"})

    assert [one.field for one in atoms_of(renamed)] == ["NewProcessName", "NewProcessName", "Other"]
    assert size(renamed) == size(condition) == 6


def test_atoms_come_once_in_order_and_every_part_counts() -> None:
    one, other = Test(Null("A")), Test(Null("B"))
    condition = And((one, Not(Or((other, one)))))

    assert [atom.field for atom in atoms_of(condition)] == ["A", "B"]
    assert size(condition) == 6

"""Names of Palo Alto's values: none twice in a type, and those that rules need are there."""

from __future__ import annotations

from tocsin.collecting.formats.paloalto_fields import COLUMNS, FIELDS


def test_no_name_stands_twice_in_a_type() -> None:
    for kind, names in FIELDS.items():
        assert len(set(names)) == len(names), kind
        assert names[:7] == FIELDS["TRAFFIC"][:7]


def test_columns_of_the_interface_are_names_of_values() -> None:
    known = {name for names in FIELDS.values() for name in names}
    assert set(COLUMNS.values()) <= known
    assert all(column == column.lower() for column in COLUMNS)


def test_places_of_the_values_that_matter_most() -> None:
    assert FIELDS["TRAFFIC"].index("action") == 30
    assert FIELDS["THREAT"].index("misc") == 31
    assert FIELDS["GLOBALPROTECT"].index("public_ip") == 15

"""System calls by architecture and number."""

from __future__ import annotations

import pytest

from tocsin.knowledge.syscalls import syscall_name


@pytest.mark.parametrize(
    ("architecture", "number", "name"),
    [
        ("c000003e", "42", "connect"),
        ("40000003", "11", "execve"),
        ("c00000b7", "203", "connect"),
        ("c00000b7", "222", "mmap"),
        ("c000003e", "99999", None),
        ("", "", None),
    ],
)
def test_a_number_means_another_call_on_another_machine(architecture: str, number: str, name: str | None) -> None:
    assert syscall_name(architecture, number) == name

"""The pages that are written from the code say what the code says, and every error says what to do."""

from __future__ import annotations

import pytest

from tools.reference import errors, messages
from tools.reference.__main__ import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == PAGES[name](), f"{name} is out of date: python -m tools.reference"


def test_every_error_says_what_to_do() -> None:
    found = errors.messages()

    assert len(found) > 200
    assert [message for message in found if not messages.remedy(message).strip()] == []


def test_errors_speak_in_one_voice() -> None:
    for message in errors.messages():
        first = message.text.lstrip("…'\" ")[:2]
        named = message.text.startswith(("PyIceberg ", "Spark "))  # written so wherever they stand
        assert named or not first.istitle() or first.isupper(), message
        assert not message.text.endswith(("!", "..")), message


def test_an_error_is_read_with_its_constants_and_what_is_only_known_later() -> None:
    import ast

    tree = ast.parse('HINT = "see there"\nraise RuleError(f"no {x!r} in " + y, hint=HINT)\nraise LimitError("much")\n')
    found = [(one.kind, one.text, one.hint) for one in errors._of(tree, "m", errors.NAMES)]
    assert found == [("RuleError", "no … in  …", "see there"), ("LimitError", "much", None)]

"""The lexicons: all load, and an unknown key is refused."""

from __future__ import annotations

import pytest

from tocsin.knowledge.strict import parse_yaml
from tocsin.model.errors import TocsinError
from tocsin.reading.lexicons import MentionWords, mention_words


def test_the_words_beside_names_load() -> None:
    assert "minister" in mention_words().person_titles


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(TocsinError, match="unknown field"):
        parse_yaml("nonsense: [a]", MentionWords)

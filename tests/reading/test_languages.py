"""Languages: by frequent words; too little text says nothing."""

from __future__ import annotations

import pytest

from tocsin.reading.documents import open_document
from tocsin.reading.languages import language

from tests.material import DATA, needs_data


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The group has used the tools to get into the networks of companies and it is still there.", "en"),
        ("Die Gruppe hat sich mit den Werkzeugen in die Netze der Firmen eingeschlichen und ist nicht weg.", "de"),
        ("Le groupe a utilisé les outils pour entrer dans les réseaux des entreprises et il est encore là.", "fr"),
        ("El grupo usó las herramientas para entrar en las redes de las empresas y no se ha ido de ellas.", "es"),
        ("Группа использовала инструменты, чтобы войти в сети компаний, и она не ушла из них и на этом не все.", "ru"),
        ("deadbeef 1.2.3.4", None),
        ("", None),
    ],
)
def test_the_language(text: str, code: str | None) -> None:
    assert language(text) == code


def test_hashes_are_no_words() -> None:
    assert language("0a e5c1 a0b e3c " * 500) is None


@needs_data
def test_an_advisory_full_of_hashes_is_english() -> None:
    assert open_document(DATA / "documents" / "AA21-200A.txt").language == "en"

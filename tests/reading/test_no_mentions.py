"""Names that mention nobody where they stand."""

from __future__ import annotations

import pytest

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.no_mentions import without_addresses


def left(text: str, word: str, kind: MentionKind, ident: str | None = "X") -> bool:
    start = text.index(word)
    mention = Mention(start=start, end=start + len(word), text=word, kind=kind, id=ident, name=word)
    return list(without_addresses(text, [mention])) == [mention]


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("see https://x.example/2020/apt40-examined", "apt40", MentionKind.INTRUSION_SET),
        ("see (www.x.example/Iran_affair)", "Iran", MentionKind.COUNTRY),
        (r"built in d:\scm\Italy\bin", "Italy", MentionKind.COUNTRY),
        ("built in d:/scm/Italy/bin", "Italy", MentionKind.COUNTRY),
        ("[x](https://x.example/ministry-of-defence)", "ministry", MentionKind.GOVERNMENT_BODY),
        ("it hit hxxps://x.example/energy", "energy", MentionKind.SECTOR),
    ],
)
def test_addresses_and_paths_mention_nobody(text: str, word: str, kind: MentionKind) -> None:
    assert not left(text, word, kind)


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("[Elfin](https://x.example/apt33) came", "Elfin", MentionKind.INTRUSION_SET),
        ("by [China](https://x.example)", "China", MentionKind.COUNTRY),
        ("https://x.example/emotet.doc", "emotet", MentionKind.MALWARE),
        ("https://zscaler.example/a", "zscaler", MentionKind.ORGANISATION),
        ("either/or: Iran/Iraq", "Iraq", MentionKind.COUNTRY),
    ],
)
def test_what_stands_beside_an_address_stays(text: str, word: str, kind: MentionKind) -> None:
    assert left(text, word, kind)


@pytest.mark.parametrize("text", ["for US$300", "for US $300"])
def test_a_sum_in_dollars_mentions_no_state(text: str) -> None:
    assert not left(text, "US", MentionKind.COUNTRY, "US")
    assert left("the US paid $300", "US", MentionKind.COUNTRY, "US")


def test_a_family_name_mentions_no_state() -> None:
    assert not left("Opposition leader David Brazil spoke", "Brazil", MentionKind.COUNTRY, "BR")
    assert left("Foreign ministers of Chile and Brazil spoke", "Brazil", MentionKind.COUNTRY, "BR")


def test_part_of_another_name_mentions_no_group() -> None:
    assert not left("calling itself APT27_Attack", "APT27", MentionKind.INTRUSION_SET)

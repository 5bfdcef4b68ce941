"""What vendors lay beside which actor."""

import pytest

from tocsin.model.report import Act

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "speaker", "accused"),
    [
        ("Mandiant followed the intrusions as UNC4857 and later merged it into FIN11.", "Mandiant", "FIN11"),
        (
            "Trend Micro noted overlaps of the malware with Earth Estries, a spying crew.",
            "Trend Micro",
            "Earth Estries",
        ),
        ("Kaspersky counts MirrorFace, a spying crew, among the heirs of APT10.", "Kaspersky", "MirrorFace"),
        (
            "CERT-FR: a report on intrusions. "
            "The campaign bears several similarities with previous ones attributed to the intrusion set Sandworm.",
            "CERT-FR",
            "Sandworm",
        ),
        ("The intruders left tools, and ESET said these overlapped with those of Turla.", "ESET", "Turla"),
    ],
)
def test_a_cluster_is_laid_beside_an_actor(text: str, speaker: str, accused: str) -> None:
    found = [one for one in read(text) if one.act in (Act.LINK, Act.ATTRIBUTE)]
    assert any(one.speakers == (speaker,) and accused in one.accused for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Mandiant grouped its advice to victims of the attack into three chapters.",
        "The report of ESET lists similarities between the malware and other worms.",
    ],
)
def test_without_an_actor_nothing_is_laid_beside(text: str) -> None:
    assert not [one for one in read(text) if one.act is Act.LINK]


@pytest.mark.parametrize(
    "text",
    [
        "Attacks by advanced groups rose fourfold, according to the Cyber Security Agency of Singapore.",
        "Volexity found that an attacker was placing webshells on servers.",
    ],
)
def test_nobody_in_particular_is_not_accused(text: str) -> None:
    assert not [one for one in read(text) if one.act in (Act.ACCUSE, Act.ATTRIBUTE)]

"""The frame: contrast of every colour pair, assets that ship with the package, a title that cannot break out."""

from __future__ import annotations

import re

import pytest

from tocsin.showing.pages.frame import asset, page

STYLE = asset("page.css")
TEXT_ON_GROUND = [
    ("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("ink", "panel"), ("soft", "panel"), ("ink", "hit"),
    ("ink", "attempted-bg"), ("soft", "attempted-bg"),
    *((name, f"{name}-bg") for name in ("seen", "attempted", "partly-blind", "blind", "not-seen", "not-checkable")),
    *(("ink", f"{name}-bg") for name in ("seen", "partly-blind", "blind", "not-seen", "not-checkable")),
    *(("soft", f"{name}-bg") for name in ("seen", "partly-blind", "blind", "not-seen", "not-checkable")),
]  # fmt: skip


def schemes() -> list[dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", schemes(), ids=["light", "dark", "print"])
def test_text_can_be_read_on_its_ground(scheme: dict[str, str]) -> None:
    weak = {
        (text, ground): round(contrast(scheme[text], scheme[ground]), 2)
        for text, ground in TEXT_ON_GROUND
        if contrast(scheme[text], scheme[ground]) < 4.5
    }

    assert weak == {}


@pytest.mark.parametrize("scheme", schemes(), ids=["light", "dark", "print"])
def test_shapes_and_hatching_can_be_told_from_their_ground(scheme: dict[str, str]) -> None:
    for name in ("seen", "attempted"):
        assert contrast(scheme[name], scheme["recorded"]) >= 2
        assert contrast(scheme[name], scheme["paper"]) >= 3
    assert contrast(scheme["blind"], scheme["blind-bg"]) >= 3


def test_the_style_asks_for_nothing_from_elsewhere() -> None:
    assert set(re.findall(r"url\((.*?)\)", STYLE)) == {"#hatch"}
    assert "@import" not in STYLE


def test_assets_cannot_end_their_own_element() -> None:
    assert "</" not in STYLE
    assert "</" not in asset("page.js")


def test_a_title_stays_a_title() -> None:
    shown = page("</title><script>alert(1)</script>", "")

    assert shown.count("<script>") == 1

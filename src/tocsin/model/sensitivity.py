"""What recorded attacks say of rules: how many runs of a technique they saw, how often they fired on other ones."""

from __future__ import annotations

from tocsin.model.noun import Noun


class Recording(Noun, frozen=True, kw_only=True):
    """A recorded run of an attack: its files of logs and the techniques that whoever recorded it says it shows."""

    id: str
    title: str
    techniques: tuple[str, ...]
    paths: tuple[str, ...]  # below the folder of recordings


class Share(Noun, frozen=True, kw_only=True):
    """`seen` of `of`, with the 95 % interval that so few can bear."""

    seen: int
    of: int
    low: float
    high: float


class TechniqueShare(Noun, frozen=True, kw_only=True):
    """A technique: by rule set, how many rules watch for it and how many of its recorded runs they saw."""

    id: str
    runs: int
    rules: dict[str, int]
    seen: dict[str, Share]


class SetShare(Noun, frozen=True, kw_only=True):
    """A rule set over all labels: a label is a technique of one recorded run.

    `strays` are hits, of rules that watch for any of the techniques, on runs that are said to show others; a run shows
    more than its label says, so not all of them are wrong. `benign` are hits on logs without an attack.
    """

    name: str
    rules: int
    seen: Share
    missed: int  # labels that rules watch for, and did not see
    without_rule: int  # labels that no rule watches for
    strays: int
    stray_rate: float  # per 100,000 events
    benign: int
    benign_rate: float  # per 100,000 events; 0 without such logs


class Sensitivities(Noun, frozen=True, kw_only=True):
    """What `tocsin rules test --recordings` finds out."""

    source: str
    recordings: int
    files: int
    events: int
    benign_events: int
    sets: tuple[SetShare, ...]
    techniques: tuple[TechniqueShare, ...]
    unseen: tuple[tuple[str, str], ...] = ()  # technique and recording, of labels that no set saw
    not_used: tuple[str, ...] = ()  # descriptions and files that could not be used, a reason each

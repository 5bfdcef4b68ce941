"""What a run of the benchmarks found: raw figures as JSON, tables as Markdown, curves as SVG.

A section that could not be measured stays in the report with the reason: silence would look like a good figure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HUNT = "hunt"


def marks(name: str) -> tuple[str, str]:
    """Return the two marks of a page between which the figures of a benchmark are put."""
    return f"<!-- figures of {name}: begin -->", f"<!-- figures of {name}: end -->"


@dataclass(slots=True)
class Section:
    """One question and its answer."""

    name: str
    says: str
    header: Sequence[str] = ()
    rows: list[Sequence[str]] = field(default_factory=list[Sequence[str]])
    notes: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])  # hits that differ where they must not: the run fails
    raw: dict[str, Any] = field(default_factory=dict[str, Any])
    plots: dict[str, str] = field(default_factory=dict[str, str])  # name of the file → SVG


@dataclass(slots=True)
class Report:
    """All sections, and what they were measured on."""

    command: str
    date: str
    size: str
    machine: dict[str, str]
    versions: dict[str, str]
    corpus: dict[str, str]
    sections: list[Section] = field(default_factory=list[Section])

    @property
    def wrong(self) -> list[str]:
        """What must not differ and does."""
        return [line for section in self.sections for line in section.wrong]

    def as_json(self) -> str:
        """Return the raw figures."""
        stored = asdict(self)
        for section in stored["sections"]:
            section["plots"] = sorted(section["plots"])
        return json.dumps(stored, indent=2) + "\n"

    def as_markdown(self, plots: str = "") -> str:
        """Return the tables; `plots` is the folder of the drawings as seen from the page."""
        on = ", ".join(f"{name} {value}" for name, value in self.machine.items())
        using = ", ".join(f"{name} {value}" for name, value in self.versions.items())
        corpus = ", ".join(f"{name} {value}" for name, value in self.corpus.items())
        lines = [
            f"Measured on {self.date}, set `{self.size}`, by `{self.command}`.", "", f"Machine: {on}.", "",
            f"Versions: {using}.", "", f"Corpus: {corpus}.", "",
        ]  # fmt: skip
        for section in self.sections:
            lines += [f"### {section.name}", "", section.says, ""]
            if section.rows:
                lines += [_row(section.header), _row(["---"] * len(section.header)), *map(_row, section.rows), ""]
            lines += [f"- {note}" for note in section.notes]
            lines += [f"- **Wrong:** {line}" for line in section.wrong]
            lines += [""] if section.notes or section.wrong else []
            for name in sorted(section.plots):
                lines += [f"![{section.name}]({plots}{name})", ""]
        return "\n".join(lines).rstrip() + "\n"

    def write(self, folder: Path, name: str = HUNT) -> None:
        """Write everything into a folder, under the name of the benchmark."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(self.as_json(), encoding="utf-8")
        (folder / f"{name}.md").write_text(self.as_markdown(), encoding="utf-8")
        self.write_plots(folder)

    def write_plots(self, folder: Path) -> None:
        """Write the drawings into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for section in self.sections:
            for name, drawing in section.plots.items():
                (folder / name).write_text(drawing, encoding="utf-8")

    def into_page(self, page: Path, name: str = HUNT) -> None:
        """Put tables and drawings into a page of the documentation, between the marks of the benchmark."""
        first, last = marks(name)
        before, begin, rest = page.read_text("utf-8").partition(first)
        _, end, after = rest.partition(last)
        if not begin or not end:
            raise ValueError(f"{page.name} has no {first} … {last}")
        text = self.as_markdown(plots=f"{page.stem}/")
        page.write_text(f"{before}{first}\n\n{text}\n{last}{after}", encoding="utf-8")
        self.write_plots(page.with_suffix(""))


def has_marks(page: Path, name: str = HUNT) -> bool:
    """Say whether a page has the marks between which the figures of a benchmark are put."""
    first, last = marks(name)
    _, begin, rest = page.read_text("utf-8").partition(first)
    return bool(begin) and last in rest


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def seconds(value: float) -> str:
    """Return seconds as a table shows them.

    >>> seconds(0.1234), seconds(12.34)
    ('0.123', '12.3')
    """
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def megabytes(value: int | None) -> str:
    """Return bytes as MB, or a dash where they are not known."""
    return "–" if value is None else f"{value / 1e6:,.0f}"

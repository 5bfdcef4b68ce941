"""The questions that the benchmarks of hunting ask, one function each: a workshop in, a section of the report out.

Hits come first: where the same hits are due (other numbers of workers, of rules, of indicators), a difference makes the
section wrong and the run fail. With engines of others they are counted and shown beside the times.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks import adversarial, engines
from benchmarks.agreement import agreement
from benchmarks.engines import Task
from benchmarks.indicator_lists import write_indicators
from benchmarks.measuring import Command, CommandError, Figure, alternating, once, peak_memory, run
from benchmarks.results import Section, megabytes, seconds
from benchmarks.svg_plot import plot
from benchmarks.workshop import Workshop, ids, label

COLUMNS = ("wall s", "CPU s", "µs an event", "peak MB")


def _cells(figure: Figure, events: int) -> list[str]:
    each = figure.wall / events * 1e6
    return [seconds(figure.wall), seconds(figure.cpu), f"{each:,.2f}", megabytes(figure.memory)]


def _raw(figures: dict[str, Figure]) -> dict[str, object]:
    return {name: asdict(figure) for name, figure in figures.items()}


def headline(shop: Workshop) -> Section:
    """All rules against reading the records alone, and against few rules; cold and warm."""
    section = Section(
        "A hunt with all rules, and reading the records alone",
        "Whole processes, output included, in turn in one run; medians. Reading alone is `records_json()` of PyPI "
        "`evtx` on one core: every record as JSON text, nothing decoded, nothing asked. The hunt uses all cores.",
        ("what", *COLUMNS, "times reading alone"),
    )
    tocsin, reading = engines.tocsin(), engines.reading_alone()
    all_rules, few = shop.task("all"), shop.task("few", rules=shop.size.few_rules)
    _, events = shop.corpus(shop.size.events)
    empty = Command(tocsin.command(all_rules).arguments, (0, 1), {"TOCSIN_CACHE": str(shop.folder / "cold-cache")})
    shop.say("cold: compiling the plan for all rules")
    cold = run(empty)
    shutil.rmtree(shop.folder / "cold-cache", ignore_errors=True)
    commands = {
        "reading alone": reading.command(all_rules),
        f"{len(shop.rules):,} rules": tocsin.command(all_rules),
        f"{min(shop.size.few_rules, len(shop.rules)):,} rules ": tocsin.command(few),
    }
    figures = alternating(commands, times=shop.size.repeats, say=shop.say)
    base = figures["reading alone"].wall
    names = [label(reading), *(f"tocsin, {name.strip()}, warm" for name in list(commands)[1:])]
    for name, figure in zip(names, figures.values(), strict=True):
        section.rows.append((name, *_cells(figure, events), f"{figure.wall / base:.2f}"))
    many, some = list(figures.values())[1:]
    section.notes += [
        f"{events:,} events; {events / many.wall:,.0f} events/s with all rules, {len(_hits(tocsin, all_rules)):,} hits "
        "(pairs of rule and event).",
        f"All rules take {many.wall / some.wall:.2f} times what {len(shop.rules[: shop.size.few_rules]):,} rules take.",
        f"The first hunt with these rules, compiling them: {seconds(cold.wall)} s in all.",
    ]
    section.wrong += _subset(shop, all_rules, few, shop.size.few_rules)
    section.raw = {"events": events, "cold": asdict(cold), **_raw(figures)}
    return section


def _hits(engine: engines.Engine, task: Task) -> engines.Hits:
    return engine.hits(task) if engine.hits is not None else set()


def _subset(shop: Workshop, larger: Task, smaller: Task, count: int) -> list[str]:
    """Return what differs between a small set's hits and those of the same rules in the large set."""
    tocsin = engines.tocsin()
    chosen = ids(shop.rules[:count])
    due = {hit for hit in _hits(tocsin, larger) if hit[0] in chosen}
    # the rules of tocsin's own packs are always there: only the given ones are compared
    found = {hit for hit in _hits(tocsin, smaller) if hit[0] in chosen}
    compared = agreement(due, found)
    return [f"{count} rules find other hits alone than among all: {line}" for line in compared.examples]


def small(shop: Workshop) -> Section:
    """Measure what does not depend on the number of events: starting, one small file, many small files."""
    section = Section("Small things, warm", "Medians of whole processes.", ("what", "wall s", "CPU s", "peak MB"))
    folder = shop.folder / "small"
    folder.mkdir(exist_ok=True)
    files = _small_files(shop, folder)
    one = replace(shop.task("one"), evidence=files[0])
    many = replace(shop.task("many"), evidence=folder)
    tocsin = engines.tocsin()
    commands = {
        "`tocsin --help`": Command((sys.executable, "-m", "tocsin", "--help")),
        "a hunt in one small file, all rules": tocsin.command(one),
        f"a hunt in {len(files)} small files, all rules": tocsin.command(many),
    }
    figures = alternating(commands, times=max(3, shop.size.repeats), say=shop.say)
    for name, figure in figures.items():
        section.rows.append((name, seconds(figure.wall), seconds(figure.cpu), megabytes(figure.memory)))
    section.raw = _raw(figures)
    return section


def _small_files(shop: Workshop, folder: Path) -> list[Path]:
    found = [
        file for path in shop.samples for file in (sorted(path.rglob("*.evtx")) if path.is_dir() else [path])
    ][: shop.size.small_files]  # fmt: skip
    if found:
        for number, file in enumerate(found):
            shutil.copyfile(file, folder / f"{number:03}-{file.name}")
    else:
        from benchmarks.evtx_writer import write_evtx
        from benchmarks.windows_days import events

        for number in range(shop.size.small_files):
            made = write_evtx(events(30, seed=number), first_record=number * 30 + 1)
            (folder / f"{number:03}.evtx").write_bytes(made)
    return sorted(folder.iterdir())


def peers(shop: Workshop) -> Section:
    """Other engines, on few events: their hits, then their time for each event more."""
    few, more = shop.size.peers
    section = Section(
        "Other engines",
        f"Hits first. Slow engines hunt in samples of about {few:,} and {more:,} events; the cost of an event is the "
        "difference of both times by the difference of both numbers, so that starting and reading rules do not count. "
        "tocsin's cost of an event is that of the large corpus, starting included. **What a slow engine would take for "
        "more events is extrapolated from this, not measured.**",
        ("engine", "hits in both", "only tocsin", "only the other", "rules alike", "µs an event", "times tocsin"),
    )
    there, skipped = engines.others(shop.settings)
    section.notes += [f"Skipped: {one.name}: {one.why}." for one in skipped]
    for one in skipped:
        shop.say(f"SKIPPED {one.name}: {one.why}")
    if not there:
        return section
    tocsin = engines.tocsin()
    whole = shop.task("whole")
    _, events = shop.corpus(shop.size.events)
    run(tocsin.command(whole))
    ours = Figure(tuple(run(tocsin.command(whole)) for _ in range(shop.size.repeats)))
    each = ours.wall / events
    section.rows.append((label(tocsin), "", "", "", "", f"{each * 1e6:,.2f}", "1"))
    mine = shop.task("tocsin-peers", events=more)
    run(tocsin.command(mine))
    known = ids(shop.rules)
    hits = {hit for hit in _hits(tocsin, mine) if hit[0] in known}
    section.raw["tocsin"] = {"events": events, **asdict(ours)}
    for engine in there:
        try:
            _peer(shop, section, engine, hits, each)
        except (CommandError, OSError, KeyError, ValueError) as error:
            section.notes.append(f"Skipped: {engine.name}: it was started and failed: {error}")
            shop.say(f"SKIPPED {engine.name}: {error}")
    return section


def _peer(shop: Workshop, section: Section, engine: engines.Engine, ours: engines.Hits, each: float) -> None:
    few, more = shop.size.peers
    one, other = shop.task(f"{engine.name}-few", events=few), shop.task(f"{engine.name}-more", events=more)
    shop.say(f"{engine.name}: preparing")
    note = engine.prepare(other) if engine.prepare is not None else ""
    _, first = shop.corpus(few)
    _, second = shop.corpus(more)
    figures = {str(first): once(engine.command(one)), str(second): once(engine.command(other))}
    theirs = _hits(engine, other)
    compared = agreement(ours, theirs)
    slope = (figures[str(second)].wall - figures[str(first)].wall) / max(1, second - first)
    alike = f"{compared.rules_same:,} of {compared.rules_same + compared.rules_differ:,}"
    section.rows.append(
        (
            label(engine), f"{compared.both:,}", f"{compared.only_tocsin:,}", f"{compared.only_other:,}", alike,
            f"{slope * 1e6:,.0f}", f"{slope / each:,.0f}",
        )
    )  # fmt: skip
    section.notes += [f"{engine.name}: {note}."] if note else []
    section.notes += [f"{engine.name}, largest differences: {'; '.join(compared.examples[:4])}."] * bool(
        compared.examples
    )
    section.raw[engine.name] = {"slope": slope, "agreement": asdict(compared), **_raw(figures)}


def _curve(shop: Workshop, tasks: dict[str, Task], *, memory: bool = False) -> dict[str, Figure]:
    """Measure the points of a curve in turn; memory of the last, largest one, unless all are asked for.

    What warms up is a hunt in few events of the same kinds: it compiles all that the large one needs.
    """
    tocsin = engines.tocsin()
    few, _ = shop.corpus(shop.size.peers[0])
    return alternating(
        {name: tocsin.command(task) for name, task in tasks.items()},
        warm={name: tocsin.command(replace(task, evidence=few)) for name, task in tasks.items()},
        times=shop.size.repeats,
        memory=memory or [*tasks][-1:],
        say=shop.say,
    )


def scale_events(shop: Workshop) -> Section:
    """Time and memory as events grow."""
    section = Section(
        "More events", "All rules, all cores.", ("events", *COLUMNS, "reading alone, wall s", "times reading alone")
    )
    tocsin, reading = engines.tocsin(), engines.reading_alone()
    curves: dict[str, list[tuple[float, float]]] = {"tocsin, all rules": [], "reading alone": []}
    for wanted in shop.size.scale_events:
        task = shop.task("scale", events=wanted)
        _, events = shop.corpus(wanted)
        commands = {"hunt": tocsin.command(task), "read": reading.command(task)}
        times = shop.size.repeats if events <= 1_000_000 else 1
        figures = alternating(commands, times=times, memory=False, say=shop.say)
        hunt = replace(figures["hunt"], memory=peak_memory(commands["hunt"]))
        ratio = hunt.wall / figures["read"].wall
        section.rows.append(
            (f"{events:,}", *_cells(hunt, events), seconds(figures["read"].wall), f"{ratio:.2f}")
        )  # fmt: skip
        curves["tocsin, all rules"].append((events, hunt.wall))
        curves["reading alone"].append((events, figures["read"].wall))
        section.raw[str(events)] = _raw({**figures, "hunt": hunt})
        shop.forget(wanted)
    section.plots["hunt-events.svg"] = plot("Time by events", "events", "seconds", curves)
    return section


def scale_rules(shop: Workshop) -> Section:
    """Time as rules grow; the hits of a small set are those of the same rules in the large one."""
    section = Section(
        "More rules", "A smaller set is part of each larger one.", ("rules", *COLUMNS, "times the fewest")
    )
    sizes = sorted({min(count, len(shop.rules)) for count in shop.size.scale_rules})
    _, events = shop.corpus(shop.size.events)
    tasks = {count: shop.task(f"rules-{count}", rules=count) for count in sizes}
    figures = _curve(shop, {f"{count} rules": task for count, task in tasks.items()})
    fewest = next(iter(figures.values())).wall
    for count, figure in zip(sizes, figures.values(), strict=True):
        section.rows.append((f"{count:,}", *_cells(figure, events), f"{figure.wall / fewest:.2f}"))
        section.wrong += _subset(shop, tasks[sizes[-1]], tasks[count], count)
    curve = [(float(count), figure.wall) for count, figure in zip(sizes, figures.values(), strict=True)]
    section.plots["hunt-rules.svg"] = plot(
        f"Time by rules, {events:,} events", "rules", "seconds", {"tocsin": curve}, zero=True
    )
    section.raw = _raw(figures)
    return section


def scale_indicators(shop: Workshop) -> Section:
    """Time as indicators grow, in the same pass as all rules; the rules' hits stay the same."""
    section = Section(
        "More indicators", "All rules and indicators in one pass, over every text field of every event.",
        ("indicators", *COLUMNS, "times the fewest"),
    )  # fmt: skip
    if not engines.knows_indicators():
        section.notes.append("Skipped: this tocsin takes no lists of indicators (`hunt --indicators`).")
        shop.say("SKIPPED indicators: no hunt --indicators")
        return section
    tocsin = engines.tocsin()
    _, events = shop.corpus(shop.size.events)
    tasks: dict[int, Task] = {}
    for count in shop.size.scale_indicators:
        task = shop.task(f"indicators-{count}")
        listed = write_indicators(shop.folder / f"indicators-{count}.txt", count, seed=shop.seed) if count else None
        tasks[count] = replace(task, indicators=listed)
    figures = _curve(shop, {f"{count} indicators": task for count, task in tasks.items()})
    fewest = next(iter(figures.values())).wall
    due = _hits(tocsin, next(iter(tasks.values())))
    for (count, task), figure in zip(tasks.items(), figures.values(), strict=True):
        section.rows.append((f"{count:,}", *_cells(figure, events), f"{figure.wall / fewest:.2f}"))
        differing = agreement(due, _hits(tocsin, task)).examples
        section.wrong += [f"with {count} indicators the rules find other hits: {line}" for line in differing]
    curve = [(float(count), figure.wall) for count, figure in zip(tasks, figures.values(), strict=True)]
    section.plots["hunt-indicators.svg"] = plot(
        f"Time by indicators, {events:,} events", "indicators", "seconds", {"tocsin, all rules": curve}, zero=True
    )
    section.raw = _raw(figures)
    return section


def scale_workers(shop: Workshop) -> Section:
    """Time by processes; what is written is the same to the byte."""
    section = Section("More workers", "All rules.", ("workers", *COLUMNS, "times one worker"))
    _, events = shop.corpus(shop.size.events)
    tasks = {count: replace(shop.task(f"workers-{count}"), workers=count) for count in shop.size.workers}
    figures = _curve(shop, {f"{count} workers": task for count, task in tasks.items()}, memory=True)
    first = next(iter(figures.values())).wall
    written = {count: hashlib.sha256(task.out.read_bytes()).hexdigest() for count, task in tasks.items()}
    for (count, task), figure in zip(tasks.items(), figures.values(), strict=True):
        section.rows.append((f"{count}", *_cells(figure, events), f"{figure.wall / first:.2f}"))
        if written[count] != next(iter(written.values())):
            section.wrong.append(f"{count} workers write something else than {next(iter(written))}: {task.out.name}")
    section.notes.append(f"This machine has {os.cpu_count()} cores. Output compared byte by byte.")
    curve = [(float(count), figure.wall) for count, figure in zip(tasks, figures.values(), strict=True)]
    section.plots["hunt-workers.svg"] = plot(
        f"Time by workers, {events:,} events", "workers", "seconds", {"tocsin": curve}, zero=True
    )  # fmt: skip
    section.raw = _raw(figures)
    return section


def hostile(shop: Workshop) -> Section:
    """Evidence and rules made to be slow."""
    section = Section(
        "Made to be slow",
        "Each once, with the rules of the case; warm plan.",
        ("case", "what", "wall s", "CPU s", "peak MB", "hits"),
    )
    tocsin = engines.tocsin()
    for case in adversarial.CASES:
        folder = shop.folder / f"slow-{case.name.replace(' ', '-').replace(',', '')}"
        shop.say(f"making: {case.says}")
        evidence, rules, _ = adversarial.make(case, folder, shop.size.adversarial)
        task = Task(evidence, rules, folder / "hits.jsonl")
        empty = replace(task, evidence=_nothing(shop))
        run(Command(tocsin.command(empty).arguments, (0, 1)))  # compiles the plan
        command = tocsin.command(task)
        figure = replace(once(command), memory=peak_memory(command))
        hits = len(_hits(tocsin, task))
        section.rows.append(
            (case.name, case.says, seconds(figure.wall), seconds(figure.cpu), megabytes(figure.memory), f"{hits:,}")
        )
        section.raw[case.name] = {"hits": hits, **asdict(figure)}
        shop.say(f"{case.name}: {figure.wall:.2f} s")
        shutil.rmtree(folder)
    if shop.size.adversarial != 1.0:
        section.notes.append(f"Made at {shop.size.adversarial:g} of the sizes named.")
    return section


def _nothing(shop: Workshop) -> Path:
    folder = shop.folder / "one-event"
    if not folder.exists():
        from benchmarks.evtx_writer import write_evtx
        from benchmarks.windows_days import events

        folder.mkdir()
        (folder / "one.evtx").write_bytes(write_evtx(events(1)))
    return folder


PARTS: dict[str, Callable[[Workshop], Section]] = {
    "headline": headline,
    "small": small,
    "workers": scale_workers,
    "rules": scale_rules,
    "peers": peers,
    "events": scale_events,
    "indicators": scale_indicators,
    "hostile": hostile,
}
"""In the order in which they are measured: what matters most first, in case time runs out."""

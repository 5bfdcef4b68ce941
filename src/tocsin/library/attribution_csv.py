"""Tables of attributions as EuRepoC keeps them: each attribution of an incident by somebody is a report with one claim.

In: CSV with a header. Out: for each attribution a report whose text is the row, column by column, so that the claim's
words can be shown; or the reason why a row is none. Cells that hold several attributions of an incident (separated by
`;`) are taken apart where all columns have as many. The classes of basis are EuRepoC's own five. Source: European
Repository of Cyber Incidents, columns of its attribution data set.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from tocsin import knowledge
from tocsin.model.report import Act, Certainty, Claim, Document, Level, Report
from tocsin.reading import report as steps
from tocsin.reading.dates import day

INITIATORS = ("attributed_initiator", "attributed_initiator_name")
COUNTRIES = ("attributing_country", "attributed_initiator_country")
COLUMNS = (
    "attribution_date",
    "attribution_type",
    "attribution_basis",
    "attributing_actor",
    "attribution_it_company",
    "attributing_country",
    "attributed_initiator",
    "attributed_initiator_name",
    "attributed_initiator_country",
    "attributed_initiator_category",
)
"""Columns that differ from attribution to attribution of one incident."""

_IDS = ("id", "incident_id")
_UNKNOWN = frozenset({"", "not available", "unknown", "none", "nan"})
_STEPS = (steps.add_indicators, steps.add_identifiers, steps.add_entities, steps.add_incidents, steps.add_behaviours)
_LARGEST = 10_000
"""Characters of a cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """An attribution of the table: what it is called, its bytes, its key, and the report or why it is none."""

    name: str
    data: bytes
    key: str
    report: Report | None = None
    why: str | None = None


def is_attributions(head: bytes) -> bool:
    """Say whether a file begins with the header of such a table."""
    line = head.split(b"\n", 1)[0].lower()
    return b"attribut" in line and b"attributing_" in line and any(name.encode() in line for name in INITIATORS)


def reports_of_csv(data: bytes, name: str) -> Iterator[Row]:
    """Yield the attributions of a table, and the rows that are none with the reason."""
    text = data.decode("utf-8-sig", "replace")
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = [column.strip().lower() for column in next(reader)]
        for number, cells in enumerate(reader, 2):
            if cells:
                yield from _row(dict(zip(columns, cells, strict=False)), f"{name}:{number}")
    except csv.Error as error:
        yield Row(f"{name}:{reader.line_num}", b"", "", why=f"the table ends here: {error}")


def _row(cells: dict[str, str], where: str) -> Iterator[Row]:
    cells = {column: " ".join(value.split())[:_LARGEST] for column, value in cells.items() if column}
    incident = next((cells[column] for column in _IDS if cells.get(column)), "")
    for place, one in enumerate(_each(cells)):
        whom, whom_id = _accused(one)
        number = one.get("attribution_id") or str(place + 1)
        key = f"attribution:{incident or cells.get('name', where)}:{number}"
        if whom is None:
            yield Row(where, b"", key, why="it names nobody to whom something is attributed")
            continue
        text = "".join(f"{column}: {value}\n" for column, value in one.items() if value)
        made = text.encode("utf-8", "replace")
        yield Row(cells.get("name") or where, made, key, _report(one, text, made, whom, whom_id))


def _each(cells: dict[str, str]) -> Iterable[dict[str, str]]:
    """Return a row for each attribution that its cells hold."""
    parted = {column: [part.strip() for part in cells.get(column, "").split(";")] for column in COLUMNS}
    numbers = [part.strip() for part in cells.get("attribution_id", "").split(";")]
    count = len(numbers)
    several = {column: values for column, values in parted.items() if len(values) == count}
    if count < 2 or not any(column in several for column in INITIATORS):
        return [cells]
    return [
        cells | {"attribution_id": numbers[place]} | {column: values[place] for column, values in several.items()}
        for place in range(count)
    ]


def _said(cells: dict[str, str], *columns: str) -> str | None:
    found = (cells.get(column, "").strip() for column in columns)
    return next((value for value in found if value.casefold() not in _UNKNOWN), None)


def _country(name: str | None) -> str | None:
    if name is None:
        return None
    known = knowledge.base()
    return next((one.id for one in known.named(name) if one.id and known.country(one.id) is not None), None)


def _entity(name: str) -> str | None:
    """Return what the knowledge base calls a name; None for one that it does not know, or that means several."""
    ids = {one.id for one in knowledge.base().named(name) if one.id is not None}
    return ids.pop() if len(ids) == 1 else None


def _accused(cells: dict[str, str]) -> tuple[str | None, str | None]:
    name = _said(cells, *INITIATORS)
    country = _said(cells, "attributed_initiator_country")
    return (name, _entity(name) or _country(country)) if name else (country, _country(country))


def _report(cells: dict[str, str], text: str, data: bytes, whom: str, whom_id: str | None) -> Report:
    who = _said(cells, "attributing_actor", "attribution_it_company", "attributing_country")
    date = _date(cells)
    document = Document(
        title=f"{cells.get('name') or 'An incident'}: attributed to {whom}" + (f" by {who}" if who else ""),
        published=date,
        publisher="EuRepoC" if any("eurepoc" in value.casefold() for value in cells.values()) else None,
        language="en",
        version=cells.get("updated_at") or None,
        sha256=hashlib.sha256(data).hexdigest(),
        characters=len(text),
        text=text,
        notes=("a row of a table of attributions",),
    )
    read = steps.read_document(document, steps=_STEPS)
    act, basis, level = _classes(cells)
    claim = Claim(
        id="claim-1",
        speakers=(who,) if who else (),
        speaker_ids=(_entity(who) or _country(_said(cells, "attributing_country")),) if who else (),
        act=act,
        accused=(whom,),
        accused_ids=(whom_id,),
        deed=cells.get("name") or None,
        incident=read.incidents[0].id if len(read.incidents) == 1 else None,
        date=date,
        window=None,
        certainty=Certainty(words=_said(cells, "attribution_basis"), scale="none", level=level),
        basis=basis,
        origin="relay",  # a table passes on what others said
        via=(document.publisher,) if document.publisher else (),
        negated=False,
        negation=None,
        start=0,
        end=len(text.rstrip("\n")),
        quote=text.rstrip("\n"),
    )
    return replace(read, claims=(claim,))


def _date(cells: dict[str, str]) -> str | None:
    given = _said(cells, "attribution_date")
    if given is not None:
        return day(given)
    parts = [cells.get(f"attribution_date_{part}", "") for part in ("year", "month", "day")]
    return day("-".join(part.zfill(2) for part in parts)) if all(part.isdecimal() for part in parts) else None


def _classes(cells: dict[str, str]) -> tuple[Act, str | None, Level]:
    """Return act, class of basis and level that the columns of basis and type stand for."""
    basis = (cells.get("attribution_basis", "")).casefold()
    kind = (cells.get("attribution_type", "")).casefold()
    if "attacker confirms" in basis or "self-attribution" in kind:
        return Act.ADMIT, "self", Level.ASSERTED
    if "legal" in basis or "indictment" in kind or "legal action" in kind:
        return Act.CHARGE, "legal", Level.ALLEGED
    if "it-security" in basis or "industry" in basis:
        return Act.ATTRIBUTE, "technical", Level.UNSTATED
    if "media" in basis or "anonymous" in kind:
        return Act.ATTRIBUTE, "political-unofficial", Level.UNSTATED
    official = any(
        word in basis for word in ("government", "state entity", "eu institution", "international", "third-party")
    )
    return Act.ATTRIBUTE, "political-official" if official else None, Level.UNSTATED

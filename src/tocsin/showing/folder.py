"""The folder of results: every form of a verdict as a file, all of them or none.

`FORMS` is the registry: a form is a file name, the name that `tocsin.show` knows it by, and a function from a verdict
and its hits to pieces of bytes. Another form is one more module and one more line here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tocsin.collecting.store import LOCK, Store, locked
from tocsin.collecting.whole_files import BESIDE, alone, settle, settle_folder
from tocsin.model.errors import TocsinError, UsageError
from tocsin.model.hits import Hit
from tocsin.model.json_form import to_json
from tocsin.model.manifest import Digest
from tocsin.model.verdict import Verdict
from tocsin.showing.arrange import carried_hits
from tocsin.showing.manifest import FILE, manifest

_MOVING = "moving"
"""A file beside results that are being moved in: it names them."""


class Form(NamedTuple):
    """One way to show a verdict: as `show` names it, the file it goes into, and how it is made."""

    name: str
    file: str
    make: Callable[[Verdict, Iterable[Hit]], Iterator[bytes]]


def _json(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.model.json_form import to_json

    yield to_json(verdict)


def _html(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.page import render

    yield render(verdict, hits).encode()


def _letter(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.letter import render

    yield render(verdict).encode()


def _letter_html(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.letter import render_html

    yield render_html(verdict).encode()


def _letter_docx(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.letter import render_docx

    yield render_docx(verdict)


def _stix(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.stix import bundle, to_json

    yield to_json(bundle(verdict))


def _navigator(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.navigator import layer, to_json

    yield to_json(layer(verdict))


def _hits(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.hits import lines

    yield from lines(hits)


def _timeline(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.timeline import csv_lines

    yield from csv_lines(verdict, hits)


def _timesketch(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.timesketch import of_verdict

    yield from of_verdict(verdict, hits)


def _misp(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.misp import event, to_json

    yield to_json(event(verdict))


def _ocsf(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.ocsf import lines

    yield from lines(verdict)


def _junit(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.junit import report

    yield report(verdict)


def _sarif(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.sarif import log, to_json

    yield to_json(log(verdict))


def _terminal(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.terminal import render

    yield render(verdict).encode()


def _notebook(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    from tocsin.showing.notebook import render

    yield render(verdict).encode()


FORMS: tuple[Form, ...] = (
    Form("json", "verdict.json", _json),
    Form("html", "verdict.html", _html),
    Form("letter", "letter.md", _letter),
    Form("letter-html", "letter.html", _letter_html),
    Form("letter-docx", "letter.docx", _letter_docx),
    Form("stix", "bundle.stix.json", _stix),
    Form("navigator", "layer.navigator.json", _navigator),
    Form("jsonl", "hits.jsonl", _hits),
    Form("csv", "timeline.csv", _timeline),
    Form("timesketch", "timeline.timesketch.jsonl", _timesketch),
    Form("misp", "event.misp.json", _misp),
    Form("ocsf", "findings.ocsf.jsonl", _ocsf),
    Form("junit", "findings.junit.xml", _junit),
    Form("sarif", "findings.sarif", _sarif),
)

BINARY = frozenset({"letter-docx"})
"""Forms that are no text."""

SHOWN = (Form("terminal", "", _terminal), Form("notebook", "", _notebook))
"""Forms that are looked at and not written."""


def form_named(name: str) -> Callable[[Verdict, Iterable[Hit] | None], str]:
    """Return what shows a verdict in the form of that name; `UsageError` for a name that is none."""
    forms = {form.name: form for form in (*SHOWN, *FORMS)}
    if name not in forms:
        raise UsageError(f"there is no form {name!r}", hint=f"one of {', '.join(forms)}")

    if name in BINARY:
        raise UsageError(f"{name!r} is no text", hint="'tocsin check --out DIR' writes it as a file")

    def show(verdict: Verdict, hits: Iterable[Hit] | None) -> str:
        given = hits if hits is not None else carried_hits(verdict)
        return b"".join(forms[name].make(verdict, given)).decode()

    return show


def check_free(out: Path, *, force: bool = False, left: frozenset[str] = frozenset()) -> None:
    """Raise `UsageError` if results cannot be written there: a file in the way, or earlier results and no `force`.

    Files that a killed run left (`left`, and what is found of it) are no results.
    """
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file, not a folder", where=str(out), hint="name a folder for --out")
    there = [form.file for form in FORMS if (out / form.file).exists()]
    if there and not force:
        left |= _left_over(out)
        there = [name for name in there if name not in left]
    if there and not force:
        raise UsageError(f"holds results already ({there[0]})", where=str(out), hint="--force overwrites them")


def _left_over(out: Path) -> frozenset[str]:
    """Return the files that a run which was killed while it moved them in has moved, or would have."""
    names: set[str] = set()
    for made in out.glob(f"{BESIDE}*/{_MOVING}"):
        with contextlib.suppress(OSError), (made.parent / LOCK).open("rb") as lock:
            if locked(lock):
                names.update(made.read_text(encoding="utf-8").split("\n"))
    return frozenset(names)


def write(
    verdict: Verdict,
    hits: Iterable[Hit],
    out: Path,
    *,
    force: bool = False,
    evidence: Iterable[Digest] = (),
) -> tuple[Path, ...]:
    """Write every form into the folder and return the files; `hits` are gone through more than once.

    `manifest.json` has the checksums of them and of the files of the evidence.

    All files are made beside the folder first and moved in at the end, so that a failure leaves what was there.
    Other files in the folder stay untouched.
    """
    check_free(out, force=force)
    left = _left_over(out)
    store = Store(str(out), BESIDE)
    try:
        out.mkdir(parents=True, exist_ok=True)
        making = Path(store.ready())
        for form in FORMS:
            with (making / form.file).open("wb") as file:
                file.writelines(form.make(verdict, hits))
                settle(file)
        names = [form.file for form in FORMS]
        with (making / FILE).open("wb") as file:
            file.write(to_json(manifest(verdict, evidence, making, names)))
            settle(file)
        (making / _MOVING).write_text("\n".join(names), encoding="utf-8")
        with alone(out):
            check_free(out, force=force, left=left)  # another run may have been quicker
            for name in (*names, FILE):
                (making / name).replace(out / name)
            settle_folder(out)
    except OSError as error:
        raise _cannot_write(out, error) from error
    finally:
        store.close()
    return tuple(out / name for name in (*names, FILE))


def _cannot_write(out: Path, error: OSError) -> TocsinError:
    reason = (error.strerror or str(error)).lower()
    return TocsinError(f"cannot write results: {reason}", where=str(out), hint="choose another folder with --out")

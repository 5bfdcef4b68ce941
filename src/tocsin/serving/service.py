"""What the answers are made from: the library, the results, what is kept of earlier answers, and who may ask."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from threading import BoundedSemaphore

from anyio import CapacityLimiter
from starlette.requests import Request

from tocsin.serving.kept_pages import KeptPages
from tocsin.serving.reader import WAITING, Reader
from tocsin.serving.results import Results
from tocsin.serving.sessions import Keeper
from tocsin.serving.settings import Settings
from tocsin.serving.shelves import Shelves
from tocsin.serving.taxii_objects import TaxiiObjects

HEAVY = 3
"""Incidents that are looked at across all reports at once; the others wait."""


@dataclass(frozen=True, slots=True)
class Service:
    """All that lives as long as the server; close it."""

    settings: Settings
    keeper: Keeper
    shelves: Shelves
    results: Results
    kept: KeptPages
    reader: Reader
    taxii: TaxiiObjects
    heavy: BoundedSemaphore  # of answers that take much memory while they are made
    uploading: CapacityLimiter  # of the threads that wait for a document to be read

    @staticmethod
    def of(settings: Settings) -> Service:
        """Open what the settings name; raises `UsageError` for what cannot be opened."""
        shelves = Shelves(settings.library)
        return Service(
            settings=settings,
            keeper=Keeper(settings.token),
            shelves=shelves,
            results=Results(settings.results),
            kept=KeptPages(),
            reader=Reader(),
            taxii=TaxiiObjects(shelves),
            heavy=BoundedSemaphore(HEAVY),
            uploading=CapacityLimiter(2 * WAITING),
        )

    def mark(self) -> Hashable:
        """Return what differs when there is something new to show."""
        return (self.shelves.mark(), self.results.mark())

    def close(self) -> None:
        """Close everything."""
        self.reader.close()
        self.taxii.close()
        self.shelves.close()


def service_of(request: Request) -> Service:
    """Return the service that a request is answered from."""
    service = request.app.state.service
    assert isinstance(service, Service)  # noqa: S101 - a broken promise inside, not input
    return service

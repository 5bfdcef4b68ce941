"""The server says where it is, and that an address cannot be had in one line."""

from __future__ import annotations

import dataclasses
import socket
import urllib.request
from pathlib import Path

import pytest

from tocsin.model.errors import UsageError
from tocsin.serving import running as module
from tocsin.serving.running import address_of, run
from tocsin.serving.service import Service

from tests.serving.site import make, running


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = dataclasses.replace(make(tmp_path), port=taken.getsockname()[1])
        service = Service.of(settings)
        with pytest.raises(UsageError, match=r"cannot listen at 127\.0\.0\.1"):
            run(service, lambda address: pytest.fail("it listens"))
        service.close()


def test_it_says_where_it_is_once_callers_can_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Server:
        def run(self, sockets: list[socket.socket]) -> None:
            told.append(f"http://127.0.0.1:{sockets[0].getsockname()[1]}/")
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "server_of", lambda service: Server())
    service = Service.of(make(tmp_path))
    run(service, told.append)
    assert told[0] == told[1]
    service.close()


def test_an_address_of_six_colons_is_written_as_browsers_want_it(tmp_path: Path) -> None:
    service = Service.of(dataclasses.replace(make(tmp_path), host="::1"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert address_of(service, listening) == f"http://[::1]:{listening.getsockname()[1]}/"
    service.close()


def test_it_serves(tmp_path: Path) -> None:
    with running(make(tmp_path)) as address, urllib.request.urlopen(f"{address}/", timeout=60) as told:  # noqa: S310
        assert told.status == 200
        assert "server" not in {name.lower() for name in told.headers}

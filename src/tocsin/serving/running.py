"""The server itself: uvicorn, told to say little and to trust a proxy on this machine only."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

import uvicorn

from tocsin.model.errors import UsageError
from tocsin.serving.application import application
from tocsin.serving.service import Service

HANDLED = 512
"""Requests at once; more are told to come again."""


def run(service: Service, say: Callable[[str], None]) -> None:
    """Serve until interrupted; `say` gets the address when callers can come. Raises `UsageError` for a taken one."""
    with contextlib.closing(_listening(service)) as listening:
        if service.settings.allow_upload:
            service.reader.warm()
        say(address_of(service, listening))
        with contextlib.suppress(KeyboardInterrupt):  # it has ended by itself by then
            server_of(service).run(sockets=[listening])


def server_of(service: Service) -> uvicorn.Server:
    """Return the server of a service, not yet running."""
    config = uvicorn.Config(
        application(service),
        log_level="warning",
        access_log=False,
        ws="none",
        server_header=False,
        limit_concurrency=HANDLED,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=5,
        forwarded_allow_ips="127.0.0.1",
    )
    return uvicorn.Server(config)


def _listening(service: Service) -> socket.socket:
    host, port = service.settings.host, service.settings.port
    try:
        (family, _, _, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return socket.create_server(address[:2], family=family, backlog=256)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot listen at {host}, port {port}: {reason}", hint="--port names another") from None


def address_of(service: Service, listening: socket.socket) -> str:
    """Return where a browser finds the server."""
    host, port = service.settings.host, listening.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

"""Serving: the library in a browser, as JSON for programs, and as a TAXII 2.1 server; needs the extra `tocsin[serve]`.

In: `Settings`. Out: an ASGI application (`application.application`), which `running.run` serves. It is read-only
unless uploads are allowed; every request passes `guard` first (names, token, sizes, headers). Pages are made of the
components of the one-file pages (`showing.pages`), and kept until the library changes (`kept_pages`). An upload is read
in a process of its own (`reader`).
"""

from __future__ import annotations

from tocsin.serving.settings import Settings

__all__ = ["Settings"]

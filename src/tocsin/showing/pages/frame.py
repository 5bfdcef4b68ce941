"""The frame of a one-file page: head, style, script, and a policy that forbids everything else.

In: title and body, already escaped. Out: a whole document that opens from disk, asks nothing of a network and reads
without its script. The policy names the style and the script by their hashes, so that nothing smuggled in can run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from tocsin.showing.escape import html as safe


def page(
    title: str,
    body: str,
    *,
    scripts: tuple[str, ...] = ("page.js",),
    styles: tuple[str, ...] = ("page.css",),
    forms: bool = False,
) -> str:
    """Return the document; the title is escaped here, the body must be already.

    `scripts` and `styles` are assets; `forms`: those of the page may be sent, to where it came from (which
    is told so, since a form of an unknown page is not taken).
    """
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(scripts, styles, forms=forms)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="{"same-origin" if forms else "no-referrer"}">
<meta name="color-scheme" content="light dark">
<title>{safe(title, 200)}</title>
<style>{_joined(styles)}</style>
</head>
<body>
{body}
<script>{_joined(scripts)}</script>
</body>
</html>
"""


def policy(scripts: tuple[str, ...], styles: tuple[str, ...], *, forms: bool = False) -> str:
    """Return the policy of a page with these scripts and styles."""
    sent = "'self'" if forms else "'none'"
    return (
        f"default-src 'none'; style-src '{_hash(_joined(styles))}'; script-src '{_hash(_joined(scripts))}'; "
        f"base-uri 'none'; form-action {sent}"
    )


@cache
def asset(name: str) -> str:
    """Return the text of a file that ships beside this room."""
    return (files("tocsin.showing") / "assets" / name).read_text(encoding="utf-8")


@cache
def _joined(names: tuple[str, ...]) -> str:
    return "".join(map(asset, names))


@cache
def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

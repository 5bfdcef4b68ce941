"""A site for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving.site import Site, make, opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that can only be read."""
    with opened(make(tmp_path_factory.mktemp("site"))) as one:
        yield one

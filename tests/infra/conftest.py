"""Folders for servers that a test starts and kills itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aftersales_local import state


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory behind a closed door, as under a home directory; root's part outside of it goes too."""
    folder = tmp_path / "aftersales"
    yield folder
    state.clear(folder)

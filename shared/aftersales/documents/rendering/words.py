"""The words printed beside values, in Chinese and English; templates and refusals read the same file."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

TEMPLATES: Final = Path(__file__).parent.parent / "templates"


@cache
def words(version: int) -> dict[str, tuple[str, str]]:
    """Each label's Chinese and English, by field name."""
    return msgspec.json.decode((TEMPLATES / f"v{version}" / "words.json").read_bytes(), type=dict[str, tuple[str, str]])


def is_kept(version: int) -> bool:
    """Whether templates of this version are kept."""
    return (TEMPLATES / f"v{version}").is_dir()

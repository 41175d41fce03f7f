"""Handlers by context; importing this package registers every subscription, timer and job.

A module here may define `async def begin(settings)` and `async def end()` to open and close what it needs outside.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import Final

from aftersales.kernel.settings import Settings
from aftersales.migrations import registry  # noqa: F401 - imports the contexts, and with them every fact

MODULES: Final[list[ModuleType]] = [
    importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
]


async def begin(settings: Settings) -> None:
    """Give handlers what they need of the world outside."""
    for module in MODULES:
        if hasattr(module, "begin"):
            await module.begin(settings)


async def end() -> None:
    """Let go of it."""
    for module in MODULES:
        if hasattr(module, "end"):
            await module.end()

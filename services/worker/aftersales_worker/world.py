"""What handlers share of the world outside, opened once a process: settings, the object store, threads that render."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from aftersales.documents.gateway import ObjectStore, S3Store
from aftersales.documents.keyring import use_settings
from aftersales.kernel.settings import Settings

RENDERERS: Final = max(1, min(4, os.cpu_count() or 1))
"""Papers that one process sets at once: as many as there are cores, since setting one fills a core."""


class World:
    """The parts that are open now."""

    settings: Settings | None = None
    objects: ObjectStore | None = None
    renderers: ThreadPoolExecutor | None = None


async def begin(settings: Settings) -> None:
    """Open what handlers need; beginning again changes nothing."""
    if World.settings is not None:
        return
    use_settings(settings)
    World.settings = settings
    World.objects = S3Store(settings)
    World.renderers = ThreadPoolExecutor(RENDERERS, thread_name_prefix="typst")


async def end() -> None:
    """Close it again."""
    if World.objects is not None:
        await World.objects.close()
    if World.renderers is not None:
        World.renderers.shutdown(wait=False, cancel_futures=True)
    World.settings = World.objects = World.renderers = None


def settings() -> Settings:
    """The settings of this process."""
    if World.settings is None:
        raise RuntimeError("the worker's world has not begun")
    return World.settings


def object_store() -> ObjectStore:
    """Where bytes lie."""
    if World.objects is None:
        raise RuntimeError("the worker's world has not begun")
    return World.objects


def renderers() -> ThreadPoolExecutor:
    """The threads that set papers."""
    if World.renderers is None:
        raise RuntimeError("the worker's world has not begun")
    return World.renderers

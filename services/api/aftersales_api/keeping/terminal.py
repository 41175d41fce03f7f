"""`aftersales tenant`: a tenant whole, written into a file, looked at, or brought in, at the platform's terminal."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from aftersales.documents import keyring
from aftersales.documents.gateway import S3Store
from aftersales.kernel.access import WORKER
from aftersales.kernel.ids import TenantId
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.archives import service as archives
from aftersales.platform.archives.errors import ArchiveUnreadable
from aftersales.platform.archives.model import Manifest
from aftersales.platform.service import write_facts
from aftersales.tenancy.operators import service as operators

Say = Callable[[str], None]


class Here(Struct, frozen=True):
    """This platform, as the terminal reaches it."""

    tenants: Database
    operators: Database
    objects: S3Store


class FileSink:
    """A file that an archive is written into."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("xb")

    async def write(self, piece: bytes) -> None:
        """Write the next bytes."""
        await asyncio.to_thread(self._file.write, piece)

    def discard(self) -> None:
        """Remove what is not whole."""
        self._path.unlink()

    def close(self) -> None:
        """Be done with the file."""
        self._file.close()


@asynccontextmanager
async def here(settings: Settings) -> AsyncIterator[Here]:
    """The platform that the settings name."""
    keyring.use_settings(settings)
    made = Here(
        Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts),
        Database(create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts),
        S3Store(settings),
    )
    try:
        yield made
    finally:
        await made.tenants.close()
        await made.operators.close()
        await made.objects.close()


async def export(place: Here, tenant_id: TenantId, code: str, path: Path) -> Manifest:
    """Write a tenant into a new file; a file that stopped half way is removed."""
    sink = FileSink(path)
    try:
        async with place.tenants.transaction(tenant_id, WORKER, snapshot=True) as tx:
            return await archives.write_archive(tx, code, place.objects, keyring.SIGNER, sink)
    except BaseException:
        sink.discard()
        raise
    finally:
        sink.close()


async def check(place: Here, path: Path) -> Manifest:
    """The manifest of an archive that this platform could bring in."""
    with _opened(path) as file:
        return archives.manifest_of(archives.open_archive(file), keyring.SIGNER, await _revision(place))


async def _revision(place: Here) -> str:
    async with place.tenants.anteroom() as room:
        return await archives.revision(room)


async def bring_in(place: Here, path: Path) -> Manifest:
    """Bring the tenant of an archive in: rows in one transaction, and nothing of it if its objects cannot follow."""
    with _opened(path) as file:
        archive = archives.open_archive(file)
        manifest = archives.manifest_of(archive, keyring.SIGNER, await _revision(place))
        async with place.operators.operator_transaction(WORKER.id) as tx:
            await archives.bring_in(tx, archive, manifest)
            await archives.bring_in_objects(archive, manifest, place.objects)
            await operators.record_arrival(tx, TenantId(manifest.tenant_id), manifest.code)
    return manifest


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ArchiveUnreadable(reason=f"{path.name} cannot be opened", reason_zh="文件无法打开") from error


def add_commands(tenant: argparse.ArgumentParser) -> None:
    """The words behind `aftersales tenant`."""
    commands = tenant.add_subparsers(dest="act", required=True)
    export_it = commands.add_parser("export", help="导出一个品牌的全部数据 · write a brand into an archive")
    export_it.add_argument("code")
    export_it.add_argument("file", type=Path)
    for name, text in (("check", "检查归档 · look at an archive"), ("import", "导入归档 · bring a brand in")):
        commands.add_parser(name, help=text).add_argument("file", type=Path)


async def run(chosen: argparse.Namespace, settings: Settings, say: Say) -> None:
    """Do one of them and say what came of it."""
    async with here(settings) as place:
        await ACTS[chosen.act](chosen, place, say)


async def _export(chosen: argparse.Namespace, place: Here, say: Say) -> None:
    async with place.operators.operator_transaction(WORKER.id) as tx:
        tenant = await operators.tenant_of_code(tx, chosen.code)
    _tell(await export(place, tenant.id, tenant.code, chosen.file), "已导出 · exported", say)


async def _check(chosen: argparse.Namespace, place: Here, say: Say) -> None:
    _tell(await check(place, chosen.file), "清单可信 · the manifest is trusted", say)


async def _import(chosen: argparse.Namespace, place: Here, say: Say) -> None:
    _tell(await bring_in(place, chosen.file), "已导入，处于暂停状态 · brought in, and suspended", say)


def _tell(manifest: Manifest, done: str, say: Say) -> None:
    rows = sum(part.rows for part in manifest.parts if part.name.startswith("tables/"))
    say(f"{manifest.code} {manifest.tenant_id}: {done}")
    say(f"  {rows} 行 · rows, {manifest.objects} 个文件 · objects, {manifest.bytes} 字节 · bytes")
    say(f"  {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC, 版本 · revision {manifest.revision}")


ACTS: Final[dict[str, Callable[[argparse.Namespace, Here, Say], Awaitable[None]]]] = {
    "export": _export,
    "check": _check,
    "import": _import,
}

"""Use cases of archives: write a tenant into one, prove one, bring one in."""

import asyncio
import hashlib
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import asyncpg
import msgspec

from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import OperatorTx, Tx
from aftersales.platform.archives import rules, store
from aftersales.platform.archives.errors import ArchiveCorrupt, PersonConflict, TenantIsHere
from aftersales.platform.archives.model import (
    BYTES,
    EXPORTS,
    FORMAT,
    MANIFEST,
    OBJECTS,
    PEOPLE,
    SIGNATURE,
    TENANT,
    Listed,
    Manifest,
    Part,
    Signature,
    Signer,
    Sink,
    Store,
    StoredObject,
    table_entry,
)
from aftersales.platform.archives.rules import manifest_of, open_archive
from aftersales.platform.archives.store import revision

LARGEST: Final = 256 << 20
"""The bytes of the largest object that is taken along; uploads are far smaller."""

PIECE: Final = 8 << 20
"""The bytes after which what was packed is handed to the sink."""

Tell = Callable[[int, int], Awaitable[None]]
"""Told how much is done, and of how much."""


async def _silence(_done: int, _total: int) -> None:
    """Tell nobody."""


class Tape:
    """A file that only grows, whose bytes are taken away as they come: ZIP needs nothing more."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, piece: bytes) -> int:
        """Take bytes."""
        self._bytes += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def __len__(self) -> int:
        return len(self._bytes)

    def taken(self) -> bytes:
        """All bytes so far, which are forgotten here."""
        piece = bytes(self._bytes)
        self._bytes.clear()
        return piece


class Packer:
    """Packs entries one after the other and hands the pieces on."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._tape = Tape()
        self._zip = zipfile.ZipFile(self._tape, "w", zipfile.ZIP_DEFLATED, compresslevel=6)  # type: ignore[call-overload]  # it asks for more than it uses of a stream that cannot seek

    async def add(self, name: str, content: bytes, *, squeeze: bool = True) -> None:
        """One entry that is at hand whole."""
        how = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        info = zipfile.ZipInfo(name)
        await asyncio.to_thread(self._zip.writestr, info, content, how)
        await self._hand_on(PIECE)

    async def add_lines(self, name: str, batches: AsyncIterator[list[bytes]]) -> Part:
        """One entry of lines that come by and by."""
        tally = rules.Tally(name)
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as entry:
            async for lines in batches:
                tally.add(lines)
                await asyncio.to_thread(entry.write, b"".join(lines))
                await self._hand_on(PIECE)
        return tally.part()

    async def end(self) -> None:
        """Close the archive."""
        self._zip.close()
        await self._hand_on(1)

    async def _hand_on(self, least: int) -> None:
        if len(self._tape) >= least:
            await self._sink.write(self._tape.taken())


async def at_hand(lines: list[bytes]) -> AsyncIterator[list[bytes]]:
    """Lines that are known whole, as those that come by and by."""
    yield lines


def table_names() -> list[str]:
    """Every table of tenants, parents first."""
    return [table.name for table in rules.tables_in_order()]


async def write_archive(
    tx: Tx, code: str, objects: Store, signer: Signer, sink: Sink, tell: Tell = _silence
) -> Manifest:
    """Write the tenant of a snapshot into a sink, whole; the manifest comes last and is signed."""
    packer = Packer(sink)
    tables = rules.tables_in_order()
    listed = await stored_objects(objects, tx.tenant_id)
    total = len(tables) + len(listed)
    parts = [
        await packer.add_lines(TENANT, at_hand([await store.tenant_row(tx)])),
        await packer.add_lines(PEOPLE, at_hand(await store.people_rows(tx))),
    ]
    for done, table in enumerate(tables):
        parts.append(await packer.add_lines(table_entry(table.name), store.rows_of(tx, table)))
        await tell(done + 1, total)
    kept = await _pack_objects(packer, tx.tenant_id, objects, listed, lambda done: tell(len(tables) + done, total))
    parts.append(await packer.add_lines(OBJECTS, at_hand([msgspec.json.encode(one) + b"\n" for one in kept])))
    manifest = Manifest(
        format=FORMAT,
        revision=await revision(tx),
        tenant_id=tx.tenant_id,
        code=code,
        taken_at=tx.now,
        parts=tuple(parts),
        objects=len(kept),
        bytes=sum(one.length for one in kept),
    )
    signed = msgspec.json.format(msgspec.json.encode(manifest))
    key_id, signature = signer.sign(signed)
    await packer.add(MANIFEST, signed)
    await packer.add(SIGNATURE, msgspec.json.encode(Signature(key_id=key_id, signature=signature.hex())))
    await packer.end()
    return manifest


async def stored_objects(objects: Store, tenant_id: TenantId) -> list[Listed]:
    """Every object of a tenant but its archives."""
    left_out = f"{tenant_id}/{EXPORTS}"
    return [one for one in await objects.keys(f"{tenant_id}/") if not one.key.startswith(left_out)]


async def _pack_objects(
    packer: Packer,
    tenant_id: TenantId,
    objects: Store,
    listed: list[Listed],
    tell: Callable[[int], Awaitable[None]],
) -> list[StoredObject]:
    kept = []
    for done, one in enumerate(listed):
        content, content_type = await objects.fetch(one.key, most=LARGEST)
        key = one.key.removeprefix(f"{tenant_id}/")
        await packer.add(BYTES + key, content, squeeze=False)
        digest = hashlib.sha256(content).hexdigest()
        kept.append(StoredObject(key=key, content_type=content_type, length=len(content), sha256=digest))
        await tell(done + 1)
    return kept


async def bring_in(tx: OperatorTx, archive: zipfile.ZipFile, manifest: Manifest) -> dict[str, int]:
    """Make the tenant of an archive with all its rows, suspended; rows by table. All of it or nothing."""
    tenant_id = TenantId(manifest.tenant_id)
    taken = await store.taken_by(tx, tenant_id, manifest.code)
    if taken is not None:
        raise TenantIsHere(tenant=taken)
    await store.be_patient(tx)
    parts = rules.parts_of(manifest)
    try:
        for line in rules.lines_of(archive, parts[TENANT]):
            rules.check_tenant(line, manifest)
            await store.add_tenant(tx, line)
        await store.stage(tx, tenant_id, store.PEOPLE_ENTRY, rules.lines_of(archive, parts[PEOPLE]))
        conflicts = await store.restore_people(tx, tenant_id)
        if conflicts:
            raise PersonConflict(emails=", ".join(conflicts))
        came = {}
        for table in rules.tables_in_order():
            part = parts[table_entry(table.name)]
            await store.stage(tx, tenant_id, table.name, rules.lines_of(archive, part))
            came[table.name] = await store.restore_rows(tx, tenant_id, table.name)
            if came[table.name] != part.rows:
                raise ArchiveCorrupt(entry=part.name)
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, msgspec.MsgspecError) as error:
        raise ArchiveCorrupt(entry=str(error)[:200]) from error
    return came


async def bring_in_objects(archive: zipfile.ZipFile, manifest: Manifest, objects: Store) -> int:
    """Store every object of an archive under its tenant's prefix, each proven by its hash; how many."""
    stored = rules.objects_of(archive, manifest)
    for one in stored:
        content = await asyncio.to_thread(rules.bytes_of, archive, one)
        await objects.put(f"{manifest.tenant_id}/{one.key}", content, one.content_type)
    return len(stored)


__all__ = [
    "bring_in",
    "bring_in_objects",
    "manifest_of",
    "open_archive",
    "revision",
    "stored_objects",
    "table_names",
    "write_archive",
]

"""What an archive must be: its order of tables, its hashes, and what makes one unacceptable."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Final, TypeVar

import msgspec
from sqlalchemy import Table

from aftersales.kernel.tables import TENANT_TABLES, metadata
from aftersales.platform.archives.errors import (
    ArchiveCorrupt,
    ArchiveForeign,
    ArchiveOfOtherRevision,
    ArchiveUnreadable,
)
from aftersales.platform.archives.model import (
    BYTES,
    FORMAT,
    MANIFEST,
    OBJECTS,
    PEOPLE,
    SIGNATURE,
    TENANT,
    Manifest,
    Part,
    Signature,
    Signer,
    StoredObject,
    table_entry,
)

T = TypeVar("T")
MOST_SIGNED: Final = 64 << 20
"""The bytes of the largest manifest that is read."""

LONGEST_LINE: Final = 64 << 20
"""The bytes of the largest row."""


def tables_in_order() -> list[Table]:
    """Every tenant table: parents first, and behind them those whose rows are checked against others when they come."""
    ordered = [table for table in metadata.sorted_tables if table.name in TENANT_TABLES]
    return sorted(ordered, key=lambda table: any("AFTER INSERT" in sql for sql in TENANT_TABLES[table.name].extra))


def parts_expected() -> set[str]:
    """The entries of lines that an archive has."""
    return {TENANT, PEOPLE, OBJECTS, *(table_entry(table.name) for table in tables_in_order())}


class Tally:
    """Counts lines and hashes them as they pass."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._digest = hashlib.sha256()
        self.rows = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Take lines, each with its end."""
        for line in lines:
            self._digest.update(line)
            self.rows += 1

    def part(self) -> Part:
        """What passed."""
        return Part(name=self._name, rows=self.rows, sha256=self._digest.hexdigest())


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive in a file, or a refusal."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ArchiveUnreadable(reason="it is no ZIP file", reason_zh="不是 ZIP 文件") from error


def manifest_of(archive: zipfile.ZipFile, signer: Signer, revision: str) -> Manifest:
    """The manifest, once it is known to be signed by somebody trusted and to fit this platform."""
    signed = _small(archive, MANIFEST)
    signature = _decoded(_small(archive, SIGNATURE), Signature, SIGNATURE)
    if not _is_trusted(signer, signature, signed):
        raise ArchiveForeign(key_id=signature.key_id)
    manifest = _decoded(signed, Manifest, MANIFEST)
    if manifest.format != FORMAT:
        raise ArchiveUnreadable(reason=f"its format is {manifest.format[:60]}", reason_zh="格式不同")
    if manifest.revision != revision:
        raise ArchiveOfOtherRevision(theirs=manifest.revision, ours=revision)
    if {part.name for part in manifest.parts} != parts_expected():
        raise ArchiveCorrupt(entry=MANIFEST)
    return manifest


def _is_trusted(signer: Signer, signature: Signature, signed: bytes) -> bool:
    try:
        return signer.is_ours(signature.key_id, bytes.fromhex(signature.signature), signed)
    except ValueError:
        return False


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise ArchiveUnreadable(reason=f"it has no {name}", reason_zh=f"缺少 {name}") from error
    if info.file_size > MOST_SIGNED:
        raise ArchiveCorrupt(entry=name)
    return b"".join(_chunks(archive, name, info.file_size))


def _decoded(content: bytes, kind: type[T], name: str) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ArchiveUnreadable(reason=f"{name} cannot be read", reason_zh=f"{name} 无法解析") from error


def _chunks(archive: zipfile.ZipFile, name: str, most: int) -> Iterator[bytes]:
    """The bytes of an entry, never more than it may have."""
    try:
        with archive.open(name) as entry:
            left = most + 1
            while left and (chunk := entry.read(min(left, 1 << 18))):
                left -= len(chunk)
                yield chunk
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveCorrupt(entry=name) from error
    if not left:
        raise ArchiveCorrupt(entry=name)


def lines_of(archive: zipfile.ZipFile, part: Part) -> Iterator[bytes]:
    """The lines of an entry; the last is followed by a refusal if they are not what the manifest says."""
    tally = Tally(part.name)
    try:
        with archive.open(part.name) as entry:
            while line := entry.readline(LONGEST_LINE):
                tally.add((line,))
                if tally.rows > part.rows or not line.endswith(b"\n"):
                    raise ArchiveCorrupt(entry=part.name)
                yield line
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveCorrupt(entry=part.name) from error
    if tally.part() != part:
        raise ArchiveCorrupt(entry=part.name)


def objects_of(archive: zipfile.ZipFile, manifest: Manifest) -> list[StoredObject]:
    """The objects that an archive says it holds; their keys stay below the tenant's own prefix."""
    lines = lines_of(archive, parts_of(manifest)[OBJECTS])
    found = [_decoded(line, StoredObject, OBJECTS) for line in lines]
    inside = all(_is_plain(one.key) for one in found)
    if not inside or len(found) != manifest.objects or sum(one.length for one in found) != manifest.bytes:
        raise ArchiveCorrupt(entry=OBJECTS)
    return found


def _is_plain(key: str) -> bool:
    return bool(key) and all(part not in {"", ".", ".."} for part in key.split("/"))


def bytes_of(archive: zipfile.ZipFile, stored: StoredObject) -> bytes:
    """The bytes of an object, proven by their hash."""
    content = b"".join(_chunks(archive, BYTES + stored.key, stored.length))
    if len(content) != stored.length or hashlib.sha256(content).hexdigest() != stored.sha256:
        raise ArchiveCorrupt(entry=BYTES + stored.key)
    return content


def check_tenant(line: bytes, manifest: Manifest) -> None:
    """Refuse a tenant's row that is another's than the manifest's."""
    row = msgspec.json.decode(line, type=dict[str, object])
    if (row.get("id"), row.get("code")) != (str(manifest.tenant_id), manifest.code):
        raise ArchiveCorrupt(entry=TENANT)


def parts_of(manifest: Manifest) -> Mapping[str, Part]:
    """The entries of lines by name."""
    return {part.name: part for part in manifest.parts}

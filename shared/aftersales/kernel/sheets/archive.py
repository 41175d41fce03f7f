"""Opening the ZIP container of a workbook without letting it harm us: nothing is inflated unchecked."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from aftersales.kernel.sheets.errors import SheetDamaged, SheetHasMacros, SheetUnsafe

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC: Final = b"PK\x03\x04"

_END_OF_DIRECTORY: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22
_MAX_ENTRIES: Final = 500
_MAX_NAME: Final = 200
_MAX_RATIO: Final = 200
_RATIO_FROM: Final = 1 << 20
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1
_MACRO_NAME: Final = re.compile(r"vbaproject|xl/(?:macrosheets|activex|embeddings)/", re.IGNORECASE)
_BAD_NAME: Final = re.compile(r"[\x00-\x1f\x7f\\:]|^/|(?:^|/)\.\.?(?:/|$)")
_BROKEN: Final = (BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError, zlib.error)


class Archive:
    """The checked entries of a workbook; parts are found whatever the case of their names."""

    def __init__(self, data: bytes, max_uncompressed: int) -> None:
        if data[-_END_LENGTH:][:4] != _END_OF_DIRECTORY:
            raise SheetDamaged(place="ZIP")
        try:
            self._zip = ZipFile(BytesIO(data))
        except _BROKEN:
            raise SheetDamaged(place="ZIP") from None
        infos = self._zip.infolist()
        _check_layout(infos)
        _check_sizes(infos, max_uncompressed)
        self._infos = {info.filename.casefold(): info for info in infos}
        for info in infos:
            self._check_content(info)

    def has(self, name: str) -> bool:
        """Whether the archive holds this part."""
        return name.casefold() in self._infos

    def part(self, name: str, limit: int | None = None) -> bytes:
        """A whole small part; a missing one means a broken workbook."""
        info = self._infos.get(name.casefold())
        if info is None or (limit is not None and info.file_size > limit):
            raise SheetDamaged(place=name)
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece, never more than its directory entry declared."""
        info = self._infos.get(name.casefold())
        if info is None:
            raise SheetDamaged(place=name)
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _BROKEN:
            raise SheetDamaged(place=name) from None

    def _check_content(self, info: ZipInfo) -> None:
        try:
            with self._zip.open(info) as stream:
                start = stream.read(len(OLE_MAGIC))
        except _BROKEN:
            raise SheetDamaged(place=info.filename) from None
        if start == OLE_MAGIC:
            raise SheetHasMacros
        if start.startswith((ZIP_MAGIC, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
            raise SheetUnsafe(reason="an archive inside the archive", reason_zh="压缩包内嵌套压缩包")


def _check_layout(infos: list[ZipInfo]) -> None:
    if len(infos) > _MAX_ENTRIES:
        raise SheetUnsafe(reason=f"more than {_MAX_ENTRIES} entries", reason_zh=f"条目超过 {_MAX_ENTRIES} 个")
    names = {info.filename.casefold() for info in infos}
    if len(names) != len(infos):
        raise SheetUnsafe(reason="an entry stands twice", reason_zh="条目重复")
    for info in infos:
        if len(info.orig_filename) > _MAX_NAME or _BAD_NAME.search(info.orig_filename):
            raise SheetUnsafe(reason="a path-like entry name", reason_zh="条目名称含有路径")
        if _MACRO_NAME.search(info.filename):
            raise SheetHasMacros
    ends = 0
    for info in sorted(infos, key=lambda entry: entry.header_offset):
        if info.header_offset < ends or (ends == 0 and info.header_offset != 0):
            raise SheetUnsafe(reason="overlapping or hidden data", reason_zh="数据重叠或隐藏")
        ends = info.header_offset + info.compress_size


def _check_sizes(infos: list[ZipInfo], max_uncompressed: int) -> None:
    if sum(info.file_size for info in infos) > max_uncompressed:
        raise SheetUnsafe(
            reason=f"it unpacks to more than {max_uncompressed} bytes",
            reason_zh=f"解压后超过 {max_uncompressed} 字节",
        )
    for info in infos:
        if info.flag_bits & _ENCRYPTED or info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise SheetUnsafe(reason="encrypted or oddly packed entries", reason_zh="条目加密或压缩方式异常")
        if info.file_size > _RATIO_FROM and info.file_size > _MAX_RATIO * info.compress_size:
            raise SheetUnsafe(reason="it is packed suspiciously tight", reason_zh="压缩比异常")

"""What a file must be: its name before the upload, its content after it; nothing is decoded or unpacked."""

import hashlib
import re
import unicodedata
from codecs import getincrementaldecoder
from struct import unpack
from typing import IO, Final

from aftersales.documents.files import images
from aftersales.documents.files.errors import FileNameUnusable, FileTooLarge, FileTypeNotAllowed
from aftersales.documents.files.model import (
    CSV,
    EXTENSIONS,
    LIMITS,
    LONGEST_NAME,
    PDF,
    SVG,
    XLSX,
    File,
    Finding,
    Inspection,
    Limits,
    Purpose,
    Sound,
)
from aftersales.documents.rendering.errors import LogoUnusable
from aftersales.documents.rendering.logos import logo_svg
from aftersales.kernel.access import Actor, Permission
from aftersales.kernel.errors import Forbidden

MOST_PIXELS: Final = 120_000_000
LONGEST_SIDE: Final = 20_000

_CHUNK: Final = 1 << 18
_HEAD: Final = 1 << 16
_MOST_DIRECTORY: Final = 1 << 19
_END_LENGTH: Final = 22
_MARKUP: Final = re.compile(rb"<(?:!doctype|html|head|body|svg|script|iframe|object|embed)[\s>/]", re.IGNORECASE)
_SCRIPT: Final = re.compile(rb"<script[\s>/]", re.IGNORECASE)
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def limits_of(purpose: Purpose, actor: Actor) -> Limits:
    """What a purpose allows, if this person may upload for it at all."""
    limits = LIMITS[purpose]
    if not limits.rights & actor.permissions:
        raise Forbidden(permission=" / ".join(sorted(right.value for right in limits.rights)))
    return limits


def may_read(actor: Actor, file: File) -> bool:
    """Its uploader may; others by their right to papers, or to upload such sheets where it is one."""
    if file.uploaded_by == actor.id:
        return True
    if file.purpose is Purpose.IMPORT_SHEET:
        return bool(LIMITS[file.purpose].rights & actor.permissions)
    return actor.may(Permission.DOCUMENTS_READ)


def check_declared(limits: Limits, content_type: str, length: int) -> None:
    """Refuse a type or a length that the purpose does not take."""
    if content_type not in limits.types:
        allowed = ", ".join(sorted(limits.types))
        raise FileTypeNotAllowed(content_type=content_type, allowed=allowed, pointer="/content_type")
    if length > limits.bytes:
        raise FileTooLarge(length=length, most=limits.bytes, pointer="/length")


def clean_name(name: str, content_type: str) -> str:
    """The name under which a file is kept and given back: no path, nothing hidden, the ending of its type."""
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not cleaned or not cleaned.strip(". "):
        raise FileNameUnusable(reason_zh="名称为空", reason="it is empty", pointer="/name")
    if any(mark in cleaned for mark in "/\\:") or cleaned.startswith((".", "~")):
        raise FileNameUnusable(reason_zh="名称不能是路径", reason="it looks like a path", pointer="/name")
    if any(unicodedata.category(character) in _HIDDEN for character in cleaned):
        raise FileNameUnusable(reason_zh="含有不可见字符", reason="it holds hidden characters", pointer="/name")
    if len(cleaned) > LONGEST_NAME:
        why_zh, why = f"超过 {LONGEST_NAME} 个字", f"it has more than {LONGEST_NAME} characters"
        raise FileNameUnusable(reason_zh=why_zh, reason=why, pointer="/name")
    endings = EXTENSIONS[content_type]
    known = cleaned.rpartition(".")[2].lower() in endings
    return cleaned if known else f"{cleaned.rstrip('. ')}.{endings[0]}"


def inspect(file: IO[bytes], declared: File) -> Inspection:
    """What the content is, compared with what was declared; the file is read, never decoded."""
    head, length, sha256, has_script = _read(file)
    if length != declared.length:
        return Finding(
            "file_length_differs",
            f"实际 {length} 字节，申报 {declared.length} 字节。",
            f"There are {length} bytes, not the declared {declared.length}.",
        )
    if declared.sha256 is not None and sha256 != declared.sha256:
        return Finding("file_hash_differs", "内容的 SHA-256 与申报不符。", "The SHA-256 is not the declared one.")
    if declared.content_type != SVG and (_MARKUP.search(head) or has_script):
        return Finding("file_hides_markup", "文件中藏有网页代码。", "The file hides markup of a web page.")
    if _type_of(file, head, declared) != declared.content_type:
        return Finding(
            "file_type_differs",
            f"内容不是申报的类型 {declared.content_type}。",
            f"The content is not of the declared type {declared.content_type}.",
        )
    sound = Sound(content_type=declared.content_type, length=length, sha256=sha256)
    if declared.purpose is Purpose.LOGO:
        return _logo(file, sound)
    return _picture(file, sound) if declared.content_type.startswith("image/") else sound


def _read(file: IO[bytes]) -> tuple[bytes, int, str, bool]:
    digest, length, head, has_script, tail = hashlib.sha256(), 0, b"", False, b""
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        length += len(chunk)
        head = head or chunk[:_HEAD]
        has_script = has_script or _SCRIPT.search(tail + chunk) is not None
        tail = chunk[-8:]
    return head, length, digest.hexdigest(), has_script


def _type_of(file: IO[bytes], head: bytes, declared: File) -> str | None:
    if declared.content_type == CSV:
        return CSV if _is_text(head) else None
    if declared.content_type == SVG:
        return SVG
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return XLSX if _is_workbook(file) else None
    return images.image_type(head)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or head.lstrip().startswith(b"<"):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            getincrementaldecoder(encoding)().decode(head, final=len(head) < _HEAD)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _is_workbook(file: IO[bytes]) -> bool:
    """Whether the directory at the end of a ZIP names the parts of a workbook; nothing is unpacked."""
    end_at = file.seek(0, 2) - _END_LENGTH
    file.seek(max(end_at - 20, 0))
    trailer = file.read()
    if len(trailer) < _END_LENGTH + 20 or trailer[:4] == b"PK\x06\x07" or trailer[20:24] != b"PK\x05\x06":
        return False
    size, offset = unpack("<LL", trailer[32:40])
    if size > _MOST_DIRECTORY or offset + size > end_at:
        return False
    file.seek(offset)
    directory = file.read(size).lower()
    return b"[content_types].xml" in directory and b"xl/workbook.xml" in directory and b"vbaproject" not in directory


def _picture(file: IO[bytes], sound: Sound) -> Inspection:
    size = images.pixels(file, sound.content_type)
    if size is None or min(size) < 1:
        return Finding("file_damaged", "图片已损坏或不完整。", "The picture is damaged or incomplete.")
    width, height = size
    if max(size) > LONGEST_SIDE or width * height > MOST_PIXELS:
        return Finding(
            "file_too_many_pixels",
            f"图片尺寸 {width}×{height} 过大。",
            f"The picture of {width}×{height} pixels is too large.",
        )
    return Sound(
        content_type=sound.content_type,
        length=sound.length,
        sha256=sound.sha256,
        width=width,
        height=height,
    )


def _logo(file: IO[bytes], sound: Sound) -> Inspection:
    file.seek(0)
    try:
        logo_svg(file.read())
    except LogoUnusable as refusal:
        return Finding(refusal.code, refusal.text("zh"), refusal.text("en"))
    return sound

"""Logos come from tenants, so they are proven harmless before a compiler sees them."""

from base64 import b64encode
from functools import lru_cache
from struct import unpack_from
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from zlib import crc32

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from aftersales.documents.rendering.errors import LogoUnusable

LARGEST_LOGO: Final = 96 * 1024
LARGEST_PIXELS: Final = 1_500_000
LARGEST_SHAPES: Final = 2_000

_LEAST_PNG: Final = 57
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SHAPES: Final = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "metadata", "style", "clipPath"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "stop"),
    }
)


@lru_cache(maxsize=512)
def logo_svg(logo: bytes) -> str:
    """The logo as one self-contained SVG text; anything but a small PNG or plain shapes is refused."""
    if len(logo) > LARGEST_LOGO:
        raise _refusal(f"文件超过 {LARGEST_LOGO // 1024} KB", f"it is larger than {LARGEST_LOGO // 1024} KB")
    return _wrapped_png(logo) if logo.startswith(_PNG) else _plain_svg(logo)


def _wrapped_png(logo: bytes) -> str:
    if not _is_whole_png(logo):
        raise _refusal("PNG 文件不完整", "the PNG is cut short")
    width, height = unpack_from(">LL", logo, 16)
    if not 0 < width * height <= LARGEST_PIXELS:
        raise _refusal(f"像素超过 {LARGEST_PIXELS}", f"it has more than {LARGEST_PIXELS} pixels")
    data = b64encode(logo).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def _is_whole_png(logo: bytes) -> bool:
    at, kinds = len(_PNG), []
    while at + 12 <= len(logo):
        (length,) = unpack_from(">L", logo, at)
        end = at + 8 + length
        if end + 4 > len(logo) or unpack_from(">L", logo, end)[0] != crc32(logo[at + 4 : end]):
            return False
        kinds.append(logo[at + 4 : at + 8])
        at = end + 4
    return at == len(logo) and kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"] and len(logo) >= _LEAST_PNG


def _plain_svg(logo: bytes) -> str:
    try:
        text = logo.decode("utf-8")
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError):
        raise _refusal("既不是 PNG 也不是 SVG", "it is neither a PNG nor a sound SVG") from None
    elements = list(root.iter())
    if len(elements) > LARGEST_SHAPES:
        raise _refusal(f"图形超过 {LARGEST_SHAPES} 个", f"it has more than {LARGEST_SHAPES} shapes")
    if root.tag.rpartition("}")[2] != "svg":
        raise _refusal("既不是 PNG 也不是 SVG", "it is neither a PNG nor a sound SVG")
    for element in elements:
        _check_shape(element)
    return text


def _check_shape(element: Element) -> None:
    name = str(element.tag).rpartition("}")[2]
    if name not in _SHAPES:
        raise _refusal(f"SVG 中不允许 <{name}>", f"<{name}> is not allowed in the SVG")
    links = [value for name, value in element.attrib.items() if name.rpartition("}")[2] == "href"]
    if any(name.rpartition("}")[2].lower().startswith("on") for name in element.attrib):
        raise _refusal("SVG 中不允许事件代码", "events are not allowed in the SVG")
    styles = [text.lower() for text in (element.text or "", *element.attrib.values())]
    outside = any(not link.startswith("#") for link in links)
    if outside or any("url(" in style.replace("url(#", "") or "@import" in style for style in styles):
        raise _refusal("SVG 引用了外部内容", "the SVG refers to something outside itself")


def _refusal(reason_zh: str, reason: str) -> LogoUnusable:
    return LogoUnusable(reason_zh=reason_zh, reason=reason, pointer="/header/issuer/logo")

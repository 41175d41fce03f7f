"""Setting a paper: data and a signed code in, PDF/A-2b bytes out, the same bytes every time."""

import re
from functools import cache, lru_cache
from threading import local
from typing import Final

import segno
import typst
from segno.consts import MODE_ALPHANUMERIC, MODE_BYTE

from aftersales.documents.rendering.errors import CodeOfAnotherPaper, LogoUnusable
from aftersales.documents.rendering.glyphs import font_folder
from aftersales.documents.rendering.logos import logo_svg
from aftersales.documents.rendering.model import (
    CreditNote,
    InspectionReport,
    PackingList,
    Paper,
    TransportForm,
    VerificationCode,
)
from aftersales.documents.rendering.rules import check
from aftersales.documents.rendering.verification import is_code_of
from aftersales.documents.rendering.view import view_json
from aftersales.documents.rendering.words import TEMPLATES

TEMPLATE_OF: Final[dict[type[Paper], str]] = {
    PackingList: "packing_list.typ",
    TransportForm: "transport_form.typ",
    InspectionReport: "inspection_report.typ",
    CreditNote: "credit_note.typ",
}

_MASK: Final = 2
"""Any mask decodes; trying all eight for the prettiest costs four times the drawing."""

_PAGE: Final = re.compile(rb"/Type\s*/Page\b")
_threads: Final = local()


def render(paper: Paper, *, verification: VerificationCode) -> bytes:
    """Set one paper; CPU-bound and without the interpreter's lock, so call it from a bounded thread pool."""
    check(paper)
    if not is_code_of(verification.code, paper):
        raise CodeOfAnotherPaper
    logo = paper.header.issuer.logo
    return _compiled(
        template=TEMPLATE_OF[type(paper)],
        version=paper.header.template_version,
        instant=int(paper.header.issued_at.timestamp()),
        inputs={
            "data": view_json(paper, verification),
            "qr": qr_svg(verification),
            "logo": _proven_logo(logo, paper.header.template_version) if logo else "",
        },
    )


def pages_of(pdf: bytes) -> int:
    """How many pages a file of ours has."""
    return len(_PAGE.findall(pdf))


def qr_code(verification: VerificationCode) -> segno.QRCode:
    """The QR code of a verification address: bytes up to the code, then the denser alphanumeric mode."""
    segments = [(verification.prefix, MODE_BYTE, "utf-8"), (verification.code, MODE_ALPHANUMERIC, None)]
    return segno.make(
        segments,  # type: ignore[arg-type] # segno takes segments too, its stub does not say so
        error="m",
        mask=_MASK,
        micro=False,
        boost_error=False,
    )


def qr_svg(verification: VerificationCode) -> str:
    """The QR code as an SVG without its quiet zone, which the template leaves free."""
    code: str = qr_code(verification).svg_inline(border=0, omitsize=True)
    return code


def _compiled(*, template: str, version: int, instant: int, inputs: dict[str, str]) -> bytes:
    pdf = _compiler().compile(
        input=str(TEMPLATES / f"v{version}" / template),
        root=str(TEMPLATES / f"v{version}"),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards="a-2b",
        pdf_tags=False,
        timestamp=instant,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF comes as one piece")
    return pdf


def _proven_logo(logo: bytes, version: int) -> str:
    svg = logo_svg(logo)
    if not _is_settable(svg, version):
        raise LogoUnusable(reason_zh="图像内容损坏", reason="the image is broken", pointer="/header/issuer/logo")
    return svg


@lru_cache(maxsize=512)
def _is_settable(svg: str, version: int) -> bool:
    try:
        _compiled(template="logo.typ", version=version, instant=0, inputs={"logo": svg})
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def _compiler() -> typst.Compiler:
    compiler: typst.Compiler | None = getattr(_threads, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(font_paths=_fonts())
        _threads.compiler = compiler
    return compiler

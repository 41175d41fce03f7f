"""What files and papers may hold, decided without a store: lengths, encodings, directories, quantities."""

import hashlib
import io
import struct
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from tests.documents.papers import (
    DOCUMENT,
    PUBLIC_KEYS,
    code_for,
    credit_note,
    inspection_report,
    packing_list,
    transport_form,
    yuan,
)
from tests.documents.uploads import png

from aftersales.documents.files.errors import FileTooLarge
from aftersales.documents.files.model import (
    CSV,
    LIMITS,
    PNG,
    XLSX,
    File,
    FileId,
    FileState,
    Finding,
    Inspection,
    Purpose,
    Sound,
)
from aftersales.documents.files.rules import check_declared, inspect
from aftersales.documents.model import KIND_OF, Document, DocumentKind, DocumentState, IssuedPaper
from aftersales.documents.rendering.errors import PaperTooLarge
from aftersales.documents.rendering.model import Language, Paper, canonical_json, paper_hash
from aftersales.documents.rendering.rules import LARGEST_TEXT, check
from aftersales.documents.rendering.verification import read_code
from aftersales.documents.rules import kind_of_number, number_of
from aftersales.documents.verification.rules import paper_shown
from aftersales.kernel import sheets
from aftersales.kernel.ids import new_id
from aftersales.kernel.money import Money

AT = datetime(2026, 11, 21, 6, 3, 20, tzinfo=UTC)


def inspected(content: bytes, content_type: str, length: int | None = None) -> Inspection:
    """What is found in content that was declared to be of a type."""
    declared = File(
        id=FileId(new_id()),
        purpose=Purpose.PHOTO if content_type == PNG else Purpose.IMPORT_SHEET,
        name="文件",
        content_type=content_type,
        length=len(content) if length is None else length,
        sha256=None,
        width=None,
        height=None,
        state=FileState.PENDING,
        refusal=None,
        uploaded_by=new_id(),
        dealer_id=None,
        subject_kind=None,
        subject_id=None,
        created_at=AT,
        version=1,
    )
    return inspect(io.BytesIO(content), declared)


def workbook_with_directory_of(size: int) -> bytes:
    """What begins and ends like a ZIP whose directory is said to have a size."""
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, size, 4, 0)
    return b"PK\x03\x04" + bytes(64) + end


def test_a_picture_that_is_what_it_says_is_sound() -> None:
    digest = hashlib.sha256(png(4, 3)).hexdigest()

    assert inspected(png(4, 3), PNG) == Sound(content_type=PNG, length=len(png(4, 3)), sha256=digest, width=4, height=3)


def test_content_of_another_length_than_declared_is_named_with_both() -> None:
    found = inspected(b"a,b\n", CSV, length=5)

    assert found == Finding(
        "file_length_differs", "实际 4 字节，申报 5 字节。", "There are 4 bytes, not the declared 5."
    )


@pytest.mark.parametrize("content", ["编码,名称\n".encode("gb18030"), "编码,名称\n".encode()])
def test_a_sheet_is_text_in_either_of_the_usual_encodings(content: bytes) -> None:
    assert isinstance(inspected(content, CSV), Sound)


def test_bytes_that_are_text_in_no_encoding_are_no_sheet() -> None:
    found = inspected(b"a,b\n\xff\xff\xff\n", CSV)

    assert isinstance(found, Finding)
    assert found.code == "file_type_differs"


@pytest.mark.parametrize("size", [(1 << 19) + 1, 1 << 19, 1 << 10])
def test_a_directory_too_large_for_its_file_is_no_workbook(size: int) -> None:
    found = inspected(workbook_with_directory_of(size), XLSX)

    assert isinstance(found, Finding)
    assert found.code == "file_type_differs"


def test_a_paper_of_too_many_characters_is_refused_with_their_number() -> None:
    spread = 600
    text = "字" * (LARGEST_TEXT // spread)
    paper = replace(packing_list(), lines=tuple(replace(packing_list().lines[0], fault=text) for _ in range(spread)))

    with pytest.raises(PaperTooLarge) as refusal:
        check(paper)

    assert (refusal.value.params["what"], refusal.value.params["limit"]) == ("characters", LARGEST_TEXT)


def issued(paper: Paper) -> IssuedPaper:
    """A paper on record, ready."""
    document = Document(
        id=DOCUMENT,
        kind=KIND_OF[type(paper)],
        number=paper.header.number,
        subject_kind="claims.return",
        subject_id=new_id(),
        dealer_id=None,
        state=DocumentState.READY,
        language=Language.ZH,
        template_version=paper.header.template_version,
        policy_version=paper.header.policy_version,
        paper_hash=paper_hash(paper),
        code=code_for(paper).code,
        object_key=None,
        pdf_sha256=None,
        length=None,
        pages=None,
        requested_by=new_id(),
        requested_by_name="李鉴",
        issued_at=paper.header.issued_at,
        supersedes=None,
        superseded_by=None,
        superseded_at=None,
        revoked_at=None,
        revocation_reason=None,
        failure=None,
        version=1,
    )
    return IssuedPaper(document=document, contents=canonical_json(paper))


@pytest.mark.parametrize(
    ("paper", "quantity", "amount"),
    [
        (packing_list(3), 6, None),
        (transport_form(), 5, None),
        (inspection_report(), 1, None),
        (credit_note(), 3, yuan("1452.10")),
    ],
    ids=["packing list", "transport form", "inspection report", "credit note"],
)
def test_the_holder_of_each_paper_is_told_its_quantity_and_its_amount(
    paper: Paper, quantity: int, amount: Money | None
) -> None:
    signed = read_code(code_for(paper).code, PUBLIC_KEYS)

    shown = paper_shown(issued(paper), signed)

    assert (shown.number, shown.total_quantity, shown.total_amount) == (paper.header.number, quantity, amount)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (number_of(DocumentKind.PACKING_LIST, 2026, 17), DocumentKind.PACKING_LIST),
        (number_of(DocumentKind.TRANSPORT_FORM, 2026, 17), DocumentKind.TRANSPORT_FORM),
        (number_of(DocumentKind.INSPECTION_REPORT, 2026, 17), DocumentKind.INSPECTION_REPORT),
        (number_of(DocumentKind.CREDIT_NOTE, 2026, 17), DocumentKind.CREDIT_NOTE),
        ("RT260615-0000000", None),
        ("PL", None),
        ("-", None),
    ],
)
def test_a_number_tells_the_kind_of_its_papers(number: str, kind: DocumentKind | None) -> None:
    assert kind_of_number(number) is kind


def test_a_sheet_that_could_not_be_read_is_refused_before_it_is_sent_with_the_limit() -> None:
    limits = LIMITS[Purpose.IMPORT_SHEET]

    check_declared(limits, XLSX, sheets.MAX_BYTES)
    with pytest.raises(FileTooLarge) as refused:
        check_declared(limits, XLSX, sheets.MAX_BYTES + 1)

    assert refused.value.params == {"length": 10_000_001, "most": 10_000_000}

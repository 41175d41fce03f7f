"""Papers of a brand that does not exist, for the tests of rendering and verification."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import pypdfium2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aftersales.documents.rendering.model import (
    CreditLine,
    CreditNote,
    DocumentId,
    Header,
    InspectionLine,
    InspectionReport,
    Issuer,
    Language,
    PackingLine,
    PackingList,
    Paper,
    TransportForm,
    VerificationCode,
)
from aftersales.documents.rendering.verification import SigningKey, sign_code
from aftersales.kernel.ids import TenantId
from aftersales.kernel.money import Money

TENANT: Final = TenantId(UUID("01900000-0000-7000-8000-000000000001"))
DOCUMENT: Final = DocumentId(UUID("01900000-0000-7000-8000-000000000002"))
KEY: Final = SigningKey(1, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PUBLIC_KEYS: Final[dict[int, Ed25519PublicKey]] = {1: KEY.key.public_key()}

LOGO: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">'
    b'<circle cx="60" cy="60" r="56" fill="#123f6d"/>'
    b'<path d="M66 18 L34 68 H56 L50 102 L86 50 H62 Z" fill="#f5b400"/></svg>'
)
ISSUER: Final = Issuer(
    name_zh="星驰电动车制造有限公司",
    name_en="Xingchi E-Mobility Manufacturing Co., Ltd.",
    address="浙江省台州市黄岩区北院大道 188 号",
    phone="400-000-0188",
    logo=LOGO,
    stamp="售后服务专用章",
)


def header(number: str, *, language: Language = Language.ZH, issuer: Issuer = ISSUER) -> Header:
    return Header(
        issuer=issuer,
        number=number,
        issued_at=datetime(2026, 11, 21, 6, 3, 20, tzinfo=UTC),
        time_zone="Asia/Shanghai",
        policy_version="2026-07",
        language=language,
    )


def packing_list(lines: int = 1, *, language: Language = Language.ZH) -> PackingList:
    return PackingList(
        header=header("PL-202611-000128", language=language),
        return_number="RMA-202611-0042",
        dealer_name="杭州悦骑电动车行",
        dealer_address="浙江省杭州市拱墅区湖墅南路 88 号",
        date=date(2026, 11, 21),
        total_quantity=2 * lines,
        lines=tuple(
            PackingLine(
                part_number="XC-BAT-4820",
                part_name="锂电池组",
                quantity=2,
                serial=f"XC26A{100000 + index}",
                fault="仅行驶 8 公里",
                verdict_clause="3.2 电池",
            )
            for index in range(lines)
        ),
    )


def transport_form() -> TransportForm:
    return TransportForm(
        header=header("TF-202611-000129"),
        return_number="RMA-202611-0042",
        consignee_name="星驰台州第二工厂",
        consignee_address="台州市北院大道 188 号 7 号库",
        consignee_phone="0576-0000 1122",
        quantity=5,
        consignor_name="杭州悦骑电动车行",
        consignor_address="杭州市拱墅区湖墅南路 88 号",
        carrier="顺达物流",
        waybill="SD0000012345",
        packages=2,
        packing_remarks="木箱一件，电池单独包装。",
    )


def inspection_report() -> InspectionReport:
    return InspectionReport(
        header=header("IR-202612-000017"),
        return_number="RMA-202611-0042",
        dealer_name="杭州悦骑电动车行",
        received_on=date(2026, 11, 25),
        lines=(
            InspectionLine(
                part_number="XC-BAT-4820",
                part_name="锂电池组",
                quantity=1,
                finding="电芯压差过大",
                liability="外购件",
                disposition="换新",
                inspector="李鉴",
                photos=3,
                policy_clause="3.2",
            ),
        ),
        conclusion="予以三包。",
    )


def credit_note() -> CreditNote:
    return CreditNote(
        header=header("CN-202612-000009"),
        return_number="RMA-202611-0042",
        dealer_name="杭州悦骑电动车行",
        dealer_address="浙江省杭州市拱墅区湖墅南路 88 号",
        lines=(
            CreditLine(
                part_number="XC-BAT-4820",
                part_name="锂电池组",
                quantity=1,
                unit_price=yuan("1280.00"),
                amount=yuan("1280.00"),
                old_part_received=True,
                policy_clause="3.2",
            ),
            CreditLine(
                part_number="XC-BRK-D160",
                part_name="碟刹卡钳",
                quantity=2,
                unit_price=yuan("86.05"),
                amount=yuan("172.10"),
                old_part_received=False,
                policy_clause="3.5",
            ),
        ),
        total=yuan("1452.10"),
        old_parts_due=3,
        old_parts_received=1,
    )


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def code_for(paper: Paper) -> VerificationCode:
    code = sign_code(paper, tenant_id=TENANT, document_id=DOCUMENT, key=KEY)
    return VerificationCode(code=code, public_url="https://papers.example.com")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts

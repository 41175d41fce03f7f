"""How many one-page forms a core sets in a second, everything included: check, sign, QR code, PDF/A."""

import sys
from datetime import UTC, date, datetime
from time import process_time
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aftersales.documents.rendering.model import (
    DocumentId,
    Header,
    Issuer,
    PackingLine,
    PackingList,
    VerificationCode,
)
from aftersales.documents.rendering.service import render
from aftersales.documents.rendering.verification import SigningKey, sign_code
from aftersales.kernel.ids import TenantId

FORMS: Final = 100


def form(number: int) -> PackingList:
    """A packing list of four lines, different from every other."""
    return PackingList(
        header=Header(
            issuer=Issuer(
                name_zh="星驰电动车制造有限公司",
                name_en="Xingchi E-Mobility Manufacturing Co., Ltd.",
                address="浙江省台州市黄岩区北院大道 188 号",
                phone="400-000-0188",
                stamp="售后服务专用章",
            ),
            number=f"PL-{number:06}",
            issued_at=datetime(2026, 11, 21, 6, 3, tzinfo=UTC),
            time_zone="Asia/Shanghai",
            policy_version="2026-07",
        ),
        return_number=f"RMA-{number:06}",
        dealer_name="杭州悦骑电动车行",
        dealer_address="浙江省杭州市拱墅区湖墅南路 88 号",
        date=date(2026, 11, 21),
        total_quantity=4,
        lines=tuple(
            PackingLine(
                part_number="XC-BAT-4820",
                part_name="48V20Ah 锂电池组",
                quantity=1,
                serial=f"XC26A{number:04}{line}",
                fault="充满电后仅行驶 8 公里",
                verdict_clause="3.2 电池 12 个月",
            )
            for line in range(4)
        ),
    )


def measure() -> dict[str, float]:
    """Forms per second of one core's time, and the size of the last one in KB."""
    key = SigningKey(1, Ed25519PrivateKey.generate())
    tenant = TenantId(uuid4())
    size = _set(form(0), tenant, key)
    started = process_time()
    for number in range(1, FORMS + 1):
        size = _set(form(number), tenant, key)
    return {
        "forms_per_second_and_core": FORMS / (process_time() - started),
        "kilobytes_per_form": size / 1024,
    }


def _set(paper: PackingList, tenant: TenantId, key: SigningKey) -> int:
    code = sign_code(paper, tenant_id=tenant, document_id=DocumentId(uuid4()), key=key)
    verification = VerificationCode(code=code, public_url="https://papers.example.com")
    return len(render(paper, verification=verification))


if __name__ == "__main__":
    for name, value in measure().items():
        sys.stdout.write(f"{name} {value:.1f}\n")

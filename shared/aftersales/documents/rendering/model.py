"""The four papers as data: everything that is printed, and nothing that is not."""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Struct

from aftersales.kernel.money import Money

DocumentId = NewType("DocumentId", UUID)
"""A paper issued by a tenant; the number a person reads is another thing."""

TEMPLATE_VERSION: Final = 1
"""The templates that new papers are set with; older ones stay, so that a reprint is the same paper."""


SHOWN_OF_HASH: Final = 16
"""Hex digits of a paper's hash at the foot of each page."""


class Language(StrEnum):
    """What a paper is written in; Chinese papers carry small English labels beside."""

    ZH = "zh"
    EN = "en"


class Issuer(Struct, frozen=True, kw_only=True):
    """Whose paper it is: the letterhead, and the stamp if the tenant has one."""

    name_zh: str
    name_en: str
    address: str
    phone: str
    logo: bytes | None = None
    """PNG, or SVG made of plain shapes."""
    stamp: str = ""
    """The words under the star, such as 售后服务专用章; no stamp without them."""


class Header(Struct, frozen=True, kw_only=True):
    """What every paper says about itself."""

    issuer: Issuer
    number: str
    issued_at: datetime
    time_zone: str
    policy_version: str
    language: Language = Language.ZH
    template_version: int = TEMPLATE_VERSION


class PackingLine(Struct, frozen=True, kw_only=True):
    """One kind of part in the box, and the clause that let it come."""

    part_number: str
    part_name: str
    quantity: int
    serial: str = ""
    fault: str = ""
    verdict_clause: str = ""


class PackingList(Struct, frozen=True, kw_only=True, tag="packing_list"):
    """退货清单: travels with the parts [S02]; dealer's address, name, date and total are mandatory."""

    header: Header
    return_number: str
    dealer_name: str
    dealer_address: str
    date: date
    total_quantity: int
    lines: tuple[PackingLine, ...]
    dealer_phone: str = ""
    factory_name: str = ""
    factory_address: str = ""


class TransportForm(Struct, frozen=True, kw_only=True, tag="transport_form"):
    """退货运输单: for the carrier [S02]; blanks for waybill and carrier are left to be filled by hand."""

    header: Header
    return_number: str
    consignee_name: str
    consignee_address: str
    consignee_phone: str
    quantity: int
    consignor_name: str
    consignor_address: str
    consignor_phone: str = ""
    carrier: str = ""
    waybill: str = ""
    packages: int | None = None
    packing_remarks: str = ""


class InspectionLine(Struct, frozen=True, kw_only=True):
    """What was found on one part, who answers for it, and what becomes of it; words, not codes."""

    part_number: str
    part_name: str
    quantity: int
    finding: str
    liability: str
    disposition: str
    inspector: str
    photos: int
    policy_clause: str
    serial: str = ""
    note: str = ""


class InspectionReport(Struct, frozen=True, kw_only=True, tag="inspection_report"):
    """鉴定单: no exchange without it [S11-R06]."""

    header: Header
    return_number: str
    dealer_name: str
    received_on: date
    lines: tuple[InspectionLine, ...]
    factory_name: str = ""
    conclusion: str = ""


class CreditLine(Struct, frozen=True, kw_only=True):
    """One credited part; `old_part_received` says whether the old one came back [S17-R02]."""

    part_number: str
    part_name: str
    quantity: int
    unit_price: Money
    amount: Money
    old_part_received: bool
    policy_clause: str = ""


class CreditNote(Struct, frozen=True, kw_only=True, tag="credit_note"):
    """贷项通知单 (冲减单): what the dealer is credited with, and against which return."""

    header: Header
    return_number: str
    dealer_name: str
    dealer_address: str
    lines: tuple[CreditLine, ...]
    total: Money
    old_parts_due: int
    old_parts_received: int
    reason: str = ""


Paper: TypeAlias = PackingList | TransportForm | InspectionReport | CreditNote


def canonical_json(paper: Paper) -> bytes:
    """The one byte sequence that stands for a paper's contents; what is signed is its hash."""
    return msgspec.json.encode(paper, order="deterministic")


def paper_hash(paper: Paper) -> bytes:
    """SHA-256 of the canonical contents; the PDF's own hash cannot be inside the PDF."""
    return sha256(canonical_json(paper)).digest()


def content_hash(pdf: bytes) -> str:
    """SHA-256 of a rendered file in hex: the name it is stored under."""
    return sha256(pdf).hexdigest()


def fingerprint(digest: bytes) -> str:
    """The first 16 hex digits of a paper's hash as they are printed: in capitals, in fours."""
    shown = digest.hex()[:SHOWN_OF_HASH].upper()
    return " ".join(shown[at : at + 4] for at in range(0, SHOWN_OF_HASH, 4))


class VerificationCode(Struct, frozen=True, kw_only=True):
    """What a paper's QR code holds: a signed code behind the platform's public address."""

    code: str
    public_url: str

    @property
    def url(self) -> str:
        """The address that a scanner opens."""
        return f"{self.prefix}{self.code}"

    @property
    def prefix(self) -> str:
        """The address without its code."""
        return f"{self.public_url.rstrip('/')}/v/"

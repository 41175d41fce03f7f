"""Decisions about units: who sees an owner, which dates can be, how a sheet of units looks."""

from datetime import date, datetime, timedelta
from typing import Final

from msgspec.structs import replace

from aftersales.kernel.access import Actor, Permission
from aftersales.kernel.sheets import Choice, Column, Kind, Row, SheetSpec
from aftersales.units.errors import DateInFuture, DateTooEarly, PriceNegative, UnitMoveRefused
from aftersales.units.events import FieldChange
from aftersales.units.model import UNIT_MOVES, Proof, Unit, UnitFields, UnitState

NEEDS_OWNER: Final = (Permission.UNITS_MANAGE, Permission.RETURNS_FILE, Permission.TASKS_WORK)
"""Those who keep the register, file for an owner or call one see the owner in full."""

DATES: Final = ("sale_date", "invoice_date", "delivery_date", "installation_date", "acceptance_date", "exchanged_on")
EARLIEST: Final = date(1990, 1, 1)
_AHEAD_OF_UTC: Final = timedelta(hours=14)
_HEAD, _TAIL = 3, 4

PROOFS: Final = (
    Choice(Proof.INVOICE.value, "发票", "Invoice"),
    Choice(Proof.RECEIPT.value, "收据", "Receipt"),
    Choice(Proof.WARRANTY_CARD.value, "三包凭证", "Warranty card"),
    Choice(Proof.NONE.value, "无", "None"),
)


def masked_name(name: str) -> str:
    """The first character, the others hidden."""
    return name[:1] + "*" * len(name[1:])


def masked_phone(phone: str) -> str:
    """The last four digits and the beginning up to the third digit behind +86, the others hidden."""
    local = phone.removeprefix("+86")
    if len(local) <= _HEAD + _TAIL:
        return "*" * len(local)
    return local[:_HEAD] + "*" * (len(local) - _HEAD - _TAIL) + local[-_TAIL:]


def masked(unit: Unit) -> Unit:
    """A unit whose owner cannot be recognised."""
    return replace(unit, owner_name=masked_name(unit.owner_name), owner_phone=masked_phone(unit.owner_phone))


def as_seen_by(unit: Unit, actor: Actor) -> Unit:
    """A unit with as much of its owner as the actor needs."""
    return unit if any(actor.may(permission) for permission in NEEDS_OWNER) else masked(unit)


def check_day(day: date, now: datetime, pointer: str | None = None) -> None:
    """A day that has come somewhere on Earth and is not out of living memory."""
    if day > (now + _AHEAD_OF_UTC).date():
        raise DateInFuture(day=day, pointer=pointer)
    if day < EARLIEST:
        raise DateTooEarly(day=day, earliest=EARLIEST, pointer=pointer)


def check_days(fields: UnitFields, now: datetime) -> None:
    """Every date of a unit can be."""
    for name in DATES:
        day: date | None = getattr(fields, name)
        if day is not None:
            check_day(day, now, f"/{name}")
    if fields.price is not None and fields.price.minor < 0:
        raise PriceNegative(pointer="/price")


def check_move(old: UnitState, new: UnitState) -> None:
    """The table of moves allows it."""
    if new not in UNIT_MOVES[old]:
        raise UnitMoveRefused(state=old.value, target=new.value)


def changes_of(old: Unit, new: Unit) -> tuple[FieldChange, ...]:
    """The fields that differ, with owners masked."""
    before, after = masked(old), masked(new)
    return tuple(
        FieldChange(field=name, old=_text(getattr(before, name)), new=_text(getattr(after, name)))
        for name in UnitFields.__struct_fields__
        if getattr(old, name) != getattr(new, name)
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


UNITS: Final = SheetSpec(
    "units",
    (
        Column(
            "serial",
            "序列号",
            "Serial",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("整机编码", "车架号", "机身号", "serial number"),
            example="QHE1260100001",
        ),
        Column(
            "model_code",
            "型号编码",
            "Model code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("型号", "型号代码"),
        ),
        Column(
            "dealer_code",
            "经销商编码",
            "Dealer code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("销售经销商", "经销商代码"),
        ),
        Column("sale_date", "销售日期", "Sale date", required=True, kind=Kind.DATE, aliases=("购买日期",)),
        Column("invoice_date", "开票日期", "Invoice date", kind=Kind.DATE),
        Column("delivery_date", "交付日期", "Delivery date", kind=Kind.DATE),
        Column("installation_date", "安装日期", "Installation date", kind=Kind.DATE),
        Column("acceptance_date", "验收日期", "Acceptance date", kind=Kind.DATE),
        Column("proof", "购买凭证", "Proof of purchase", kind=Kind.CHOICE, choices=PROOFS, aliases=("凭证类型",)),
        Column("proof_number", "凭证号码", "Proof number", max_length=60, aliases=("发票号码",)),
        Column("owner_name", "用户姓名", "Owner name", max_length=100, aliases=("车主姓名", "姓名")),
        Column("owner_phone", "用户电话", "Owner phone", kind=Kind.PHONE, aliases=("车主电话", "手机号", "电话")),
        Column("usage_km", "行驶里程", "Mileage (km)", kind=Kind.INTEGER, minimum=0, maximum=9_999_999),
        Column("usage_hours", "使用小时", "Hours used", kind=Kind.INTEGER, minimum=0, maximum=9_999_999),
    ),
    key=("serial",),
    zh="已售整机",
    en="Sold units",
)

_BLANK: Final = {"proof": Proof.NONE.value, "proof_number": "", "owner_name": "", "owner_phone": ""}
"""What an empty cell means where the table wants a value."""


def plain_values(row: Row) -> dict[str, object]:
    """The columns that the file has and the table calls alike, with empty cells made plain."""
    return {
        name: _BLANK.get(name) if value is None else value
        for name, value in row.values.items()
        if name not in {"model_code", "dealer_code"}
    }

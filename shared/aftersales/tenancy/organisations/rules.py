"""What a sheet of organisations looks like, and what becomes of each of its rows."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from aftersales.kernel.errors import StateConflict
from aftersales.kernel.sheets.spec import Column, Kind, SheetSpec, Value
from aftersales.platform.model import RowAnswer, RowError, RowOutcome
from aftersales.tenancy.errors import HeadquartersStays
from aftersales.tenancy.model import Organisation, OrganisationKind, OrganisationState
from aftersales.tenancy.organisations.model import FIELDS, OrganisationRow, Particulars

CODE: Final = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._/-]{0,39}")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST: Final[Mapping[str, int]] = {
    "name": 200,
    "name_en": 200,
    "province": 40,
    "city": 40,
    "address": 400,
    "consignee": 100,
    "contact_name": 100,
    "phone": 40,
    "email": 254,
}

DEALER_SHEET: Final = SheetSpec(
    name="dealers",
    zh="经销商",
    en="Dealers",
    key=("code",),
    columns=(
        Column("code", "经销商编码", "Dealer code", required=True, kind=Kind.CODE, max_length=40, example="JX-0001"),
        Column("name", "名称", "Name", required=True, max_length=200, example="示例车业有限公司"),
        Column("name_en", "英文名称", "English name", max_length=200, example="Example Motors"),
        Column("province", "省份", "Province", max_length=40, example="江苏省"),
        Column("city", "城市", "City", max_length=40, example="南京市"),
        Column("address", "地址", "Address", max_length=400, example="示范区示例路 1 号"),
        Column("contact_name", "联系人", "Contact", max_length=100, example="示例"),
        Column("contact_phone", "联系电话", "Contact phone", kind=Kind.PHONE, max_length=40, example="13800000000"),
        Column("contact_email", "联系邮箱", "Contact e-mail", kind=Kind.EMAIL, max_length=254, example="a@example.com"),
    ),
)
FACTORY_SHEET: Final = SheetSpec(
    name="factories",
    zh="工厂",
    en="Factories",
    key=("code",),
    columns=(
        Column("code", "工厂编码", "Factory code", required=True, kind=Kind.CODE, max_length=40, example="GC-01"),
        Column("name", "名称", "Name", required=True, max_length=200, example="示例工厂"),
        Column("name_en", "英文名称", "English name", max_length=200, example="Example Plant"),
        Column("address", "地址", "Address", required=True, max_length=400, example="示范区示例大道 1 号 3 号库"),
        Column("consignee", "收件人", "Consignee", required=True, max_length=100, example="返厂件接收组"),
        Column("phone", "电话", "Phone", required=True, kind=Kind.PHONE, max_length=40, example="13800000000"),
    ),
)
SHEETS: Final[Mapping[OrganisationKind, SheetSpec]] = {
    OrganisationKind.DEALER: DEALER_SHEET,
    OrganisationKind.FACTORY: FACTORY_SHEET,
}
_FIELD_OF: Final = {"contact_phone": "phone", "contact_email": "email"}


def row_of(kind: OrganisationKind, number: int, values: Mapping[str, Value]) -> OrganisationRow:
    """A row of a sheet as an organisation: a column that is absent leaves its field, an empty cell clears it."""
    fields = {_FIELD_OF.get(name, name): "" if value is None else str(value) for name, value in values.items()}
    return msgspec.convert(fields | {"number": number, "kind": kind}, OrganisationRow)


class Writing(Struct, frozen=True):
    """What is to be written for one row."""

    row: OrganisationRow
    particulars: Particulars
    changed: dict[str, str]
    existing: Organisation | None


def decide(
    rows: Sequence[OrganisationRow],
    existing: Mapping[str, Organisation],
) -> tuple[list[Writing], dict[int, RowAnswer]]:
    """What to write, and the answer to each row that needs no writing; every row is in one of the two."""
    writings: list[Writing] = []
    answers: dict[int, RowAnswer] = {}
    seen: dict[str, int] = {}
    for row in rows:
        known = existing.get(row.code)
        errors = _problems(row, known, seen.setdefault(row.code, row.number))
        if errors:
            answers[row.number] = _answer(row, RowOutcome.REFUSED, tuple(errors))
            continue
        particulars, changed = merged(row, known)
        if known is not None and not changed:
            answers[row.number] = _answer(row, RowOutcome.UNCHANGED)
        else:
            writings.append(Writing(row, particulars, changed, known))
    return writings, answers


def merged(row: OrganisationRow, known: Organisation | None) -> tuple[Particulars, dict[str, str]]:
    """The particulars after a row, and which of them it changes."""
    given = {name: value.strip() for name in FIELDS if (value := getattr(row, name)) is not None}
    before = {name: str(getattr(known, name)) for name in FIELDS} if known else {}
    return Particulars(**(before | given)), changes(before, given)


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The fields whose values differ, with the new values."""
    return {name: value for name, value in after.items() if before.get(name) != value}


def written(writing: Writing) -> RowAnswer:
    """The answer to a row that was written."""
    return _answer(writing.row, RowOutcome.UPDATED if writing.existing else RowOutcome.CREATED)


def contested(writing: Writing) -> RowAnswer:
    """The answer to a row whose code somebody else took meanwhile."""
    error = _error(writing.row, "code", "code_taken", "该编码刚被其他组织占用。", "The code was just taken by another.")
    return _answer(writing.row, RowOutcome.REFUSED, (error,))


def check_move(known: Organisation, state: OrganisationState) -> None:
    """Refuse to close the headquarters, and to close or reopen twice."""
    if known.kind is OrganisationKind.HEADQUARTERS:
        raise HeadquartersStays
    if known.state is state:
        move = "close" if state is OrganisationState.CLOSED else "reopen"
        raise StateConflict(state=state.value, move=move)


def _answer(row: OrganisationRow, outcome: RowOutcome, errors: tuple[RowError, ...] = ()) -> RowAnswer:
    return RowAnswer(row=row.number, key=row.code, outcome=outcome, errors=errors)


def _problems(row: OrganisationRow, known: Organisation | None, first: int) -> list[RowError]:
    errors = [
        _error(row, name, "too_long", f"长度不能超过 {most}。", f"At most {most} characters.")
        for name, most in MOST.items()
        if len(getattr(row, name) or "") > most
    ]
    if not CODE.fullmatch(row.code):
        errors.append(_error(row, "code", "wrong_code", "编码只能含字母、数字、汉字和 . _ / -。", "Not a usable code."))
    if not row.name.strip():
        errors.append(_error(row, "name", "required", "名称不能为空。", "The name is missing."))
    if row.email and not EMAIL.fullmatch(row.email):
        errors.append(_error(row, "email", "wrong_email", "邮箱格式不正确。", "Not an e-mail address."))
    if row.kind is OrganisationKind.HEADQUARTERS:
        errors.append(_error(row, "code", "headquarters", "总部不能导入。", "The headquarters cannot be imported."))
    if first != row.number:
        errors.append(
            _error(row, "code", "duplicate_in_sheet", f"编码与第 {first} 行重复。", f"Same code as in row {first}."),
        )
    return errors + _clashes(row, known)


def _clashes(row: OrganisationRow, known: Organisation | None) -> list[RowError]:
    if known is None:
        return []
    if known.kind is not row.kind:
        zh, en = f"该编码已属于另一类组织（{known.kind}）。", f"The code belongs to a {known.kind}."
        return [_error(row, "code", "other_kind", zh, en)]
    if known.state is OrganisationState.CLOSED:
        return [_error(row, "code", "closed", "该组织已停止合作，请先恢复。", "It is closed; reopen it first.")]
    return []


def _error(row: OrganisationRow, field: str, code: str, zh: str, en: str) -> RowError:
    sheet = SHEETS.get(row.kind, DEALER_SHEET)
    heading = next((one for one in sheet.columns if _FIELD_OF.get(one.name, one.name) == field), None)
    zh_heading, en_heading = (heading.zh, heading.en) if heading else (field, field)
    return RowError(column=zh_heading, column_en=en_heading, code=code, zh=zh, en=en)


def values_of(particulars: Particulars) -> dict[str, str]:
    """The particulars by column, without the space around them."""
    return {name: value.strip() for name, value in asdict(particulars).items()}

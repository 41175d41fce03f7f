"""Decisions about the lines that a dealer asks for: what they name, what the policy may know, what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec.structs import replace

from aftersales.catalog.model import ModelId, PartId
from aftersales.claims.returns.errors import (
    LinesIncomplete,
    LinesRefused,
    LinesUnusable,
    NoReturnAddress,
    OneFactoryOnly,
    TooManyLines,
)
from aftersales.claims.returns.model import AskedLine
from aftersales.claims.returns.model_known import Known, KnownModel, KnownPart, KnownUnit, Resolved
from aftersales.kernel.errors import FieldError
from aftersales.kernel.ids import OrganisationId
from aftersales.policy.entitlement import service as entitlement
from aftersales.policy.model import (
    Decision,
    LineDecision,
    LineFacts,
    Outcome,
    PolicyDocument,
    Proof,
    ReturnFacts,
    UnitFacts,
)
from aftersales.units.model import UnitState

FIELDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "serial": ("serial", "整机编号", "the serial"),
    "model": ("model_code", "型号", "the model"),
    "sold_on": ("sold_on", "购买日期", "the day of purchase"),
    "proof": ("proof", "购机凭证", "the proof of purchase"),
    "part_number": ("part_number", "零件号", "the part number"),
    "quantity": ("quantity", "数量", "the quantity"),
    "fault_code": ("fault_code", "故障代码", "the fault code"),
    "fault_text": ("fault_text", "故障描述", "the description of the fault"),
    "human_damage": ("human_damage", "是否人为损坏", "whether people damaged it"),
    "photos": ("photo_ids", "照片", "photos"),
    "cause": ("cause", "故障原因", "the cause of the fault"),
}
"""Fields of a line by the name that a policy gives them: what the request calls them, and what people call them."""

RECORDED: Final[Mapping[str, tuple[str, str]]] = {
    "invoiced_on": ("开票日期", "the day of the invoice"),
    "delivered_on": ("交付日期", "the day of delivery"),
    "installed_on": ("安装日期", "the day of installation"),
    "accepted_on": ("验收日期", "the day of acceptance"),
    "km": ("里程", "the mileage"),
    "hours": ("使用小时数", "the hours of use"),
    "certificate_until": ("三包凭证所载的最后一日", "the last day that the certificate states"),
    "is_installation_agreed": ("是否约定安装", "whether installation was agreed"),
    "province": ("销售省份", "the province of the sale"),
    "subsidy_done": ("补贴办理情况", "whether the subsidy was claimed"),
}
"""What only the record of a sold unit can tell."""


class Index(NamedTuple):
    """What is known, in reach of a look-up."""

    units: Mapping[str, KnownUnit]
    models_by_code: Mapping[str, KnownModel]
    models_by_id: Mapping[ModelId, KnownModel]
    parts: Mapping[str, KnownPart]
    fits: frozenset[tuple[ModelId, PartId]]
    factories: Mapping[OrganisationId, str]


def _index(known: Known) -> Index:
    return Index(
        units={unit.serial: unit for unit in known.units},
        models_by_code={model.code: model for model in known.models},
        models_by_id={model.id: model for model in known.models},
        parts={part.number: part for part in known.parts},
        fits=frozenset((fit.model_id, fit.part_id) for fit in known.fits),
        factories={factory.id: factory.code for factory in known.factories},
    )


def check_count(document: PolicyDocument, lines: int) -> None:
    """Refuse a return with more lines than the policy allows."""
    if lines > document.returns.max_lines:
        clause, most = document.returns.clause, document.returns.max_lines
        raise TooManyLines(clause=clause, most=most, pointer="/lines")


def resolve(lines: Sequence[AskedLine], known: Known, today: date) -> list[Resolved]:
    """Every line with its unit, model and part; all that do not fit are named together."""
    index = _index(known)
    errors = [error for place, line in enumerate(lines) for error in _objections(place, line, index, today)]
    errors += _repeated(lines)
    if errors:
        raise LinesUnusable(tuple(errors))
    return [_resolved(line, index) for line in lines]


def _resolved(line: AskedLine, index: Index) -> Resolved:
    unit = index.units.get(line.serial or "")
    model = index.models_by_id[unit.model_id] if unit else index.models_by_code[line.model_code or ""]
    return Resolved(
        asked=line,
        unit=unit,
        model=model,
        part=index.parts[line.part_number],
        factory_code=index.factories[model.factory_id],
    )


def _objections(place: int, line: AskedLine, index: Index, today: date) -> Iterator[FieldError]:
    unit = index.units.get(line.serial or "")
    model = index.models_by_id.get(unit.model_id) if unit else None
    if line.serial is None:
        model = index.models_by_code.get(line.model_code or "")
        yield from _without_unit(place, line, model, today)
    elif unit is None:
        yield _wrong(
            place, "serial", "unit_unknown", f"没有您售出的整机“{line.serial}”", f"no unit {line.serial} of yours"
        )
    else:
        yield from _of_unit(place, line, unit, model)
    yield from _of_part(place, line, model, index)


def _of_unit(place: int, line: AskedLine, unit: KnownUnit, model: KnownModel | None) -> Iterator[FieldError]:
    if unit.state is not UnitState.IN_USE:
        state = unit.state.value
        yield _wrong(place, "serial", "unit_not_in_use", f"整机状态为 {state}", f"the unit is {state}")
    if model is not None and line.model_code not in {None, model.code}:
        zh, en = f"该整机的型号是 {model.code}", f"the unit is a {model.code}"
        yield _wrong(place, "model_code", "model_mismatch", zh, en)


def _without_unit(place: int, line: AskedLine, model: KnownModel | None, today: date) -> Iterator[FieldError]:
    """Without a serial the dealer states model, day of purchase and proof."""
    if line.model_code is None:
        zh, en = "请填写整机编号，或填写型号、购买日期和凭证", "state a serial, or model, day of purchase and proof"
        yield _wrong(place, "model_code", "unit_or_model_required", zh, en)
    elif model is None:
        yield _wrong(
            place, "model_code", "model_unknown", f"没有型号“{line.model_code}”", f"no model {line.model_code}"
        )
    for name, value in (("sold_on", line.sold_on), ("proof", line.proof)):
        if value is None:
            field, zh, en = FIELDS[name]
            yield _wrong(place, field, "required", f"没有整机编号时须填写{zh}", f"without a serial, state {en}")
    if line.sold_on is not None and line.sold_on > today:
        yield _wrong(place, "sold_on", "day_in_future", "购买日期晚于今天", "the day of purchase lies in the future")


def _of_part(place: int, line: AskedLine, model: KnownModel | None, index: Index) -> Iterator[FieldError]:
    part = index.parts.get(line.part_number)
    if part is None:
        zh, en = f"没有零件“{line.part_number}”", f"no part {line.part_number}"
        yield _wrong(place, "part_number", "part_unknown", zh, en)
    elif model is not None and (model.id, part.id) not in index.fits:
        zh, en = f"型号 {model.code} 没有零件 {part.number}", f"the model {model.code} has no part {part.number}"
        yield _wrong(place, "part_number", "part_not_of_model", zh, en)


def _repeated(lines: Sequence[AskedLine]) -> Iterator[FieldError]:
    """The same part of the same unit is one line with a quantity."""
    first: dict[tuple[str, str], int] = {}
    for place, line in enumerate(lines):
        if line.serial is None:
            continue
        before = first.setdefault((line.serial, line.part_number), place)
        if before != place:
            zh, en = f"与第 {before + 1} 行重复", f"repeats line {before + 1}"
            yield _wrong(place, "part_number", "line_repeated", zh, en)


def _wrong(place: int, field: str, code: str, zh: str, en: str) -> FieldError:
    return FieldError(pointer=f"/lines/{place}/{field}", code=code, zh=zh, en=en)


def facts_of(resolved: Sequence[Resolved], filed_on: date, dealer_code: str) -> ReturnFacts:
    """What the policy may know of the lines; a unit's own record goes before what the dealer states."""
    return ReturnFacts(
        filed_on=filed_on,
        lines=tuple(_line_facts(number, one, dealer_code) for number, one in enumerate(resolved, 1)),
    )


def _line_facts(number: int, one: Resolved, dealer_code: str) -> LineFacts:
    return LineFacts(
        line=str(number),
        unit=_unit_facts(one, dealer_code),
        proof=proof_of(one),
        part_number=one.part.number,
        part_category=one.part.category,
        quantity=one.asked.quantity,
        fault_code=one.asked.fault_code,
        fault_text=one.asked.fault_text,
        human_damage=one.asked.human_damage,
        photos=len(one.asked.photo_ids),
        unit_price=one.part.unit_price,
        cause=one.asked.cause,
    )


def _unit_facts(one: Resolved, dealer_code: str) -> UnitFacts:
    known = UnitFacts(model=one.model.code, category=one.model.category, factory=one.factory_code, dealer=dealer_code)
    if one.unit is None:
        return replace(known, sold_on=one.asked.sold_on)
    return replace(
        known,
        serial=one.unit.serial,
        sold_on=one.unit.sale_date,
        invoiced_on=one.unit.invoice_date,
        delivered_on=one.unit.delivery_date,
        installed_on=one.unit.installation_date,
        accepted_on=one.unit.acceptance_date,
        km=one.unit.usage_km,
        hours=one.unit.usage_hours,
        province=one.unit.province,
        use=one.unit.use,
        exchanged_on=one.unit.exchanged_on,
        certificate_until=one.unit.certificate_until,
        is_installation_agreed=one.unit.is_installation_agreed,
        is_remote_sale=one.unit.is_remote_sale,
        is_odometer_tampered=one.unit.is_odometer_tampered,
        price=one.unit.price,
        repairs=entitlement.repairs_of(one.unit.repairs),
        readings=entitlement.readings_of(one.unit.readings),
        stops=entitlement.stops_of(one.unit.stops),
        cards=entitlement.cards_of(one.unit.cards),
    )


def proof_of(one: Resolved) -> Proof | None:
    """What is shown for the purchase now, else what was shown when the unit was registered."""
    if one.asked.proof is not None:
        return one.asked.proof
    return Proof(one.unit.proof.value) if one.unit else None


def check_complete(decision: Decision) -> None:
    """Refuse to file while something that the policy needs is missing; each is named by its field."""
    errors = [
        _missing(place, name)
        for place, line in enumerate(decision.lines)
        for name in dict.fromkeys(
            _plain(need) for need in (*line.missing, *(line.needs if line.outcome is Outcome.UNKNOWN else ()))
        )
    ]
    if errors:
        raise LinesIncomplete(tuple(errors))


def _plain(need: str) -> str:
    """`unit.sold_on` is asked for as `sold_on`."""
    return need.rpartition(".")[2]


def _missing(place: int, name: str) -> FieldError:
    if name in FIELDS:
        field, zh, en = FIELDS[name]
        return _wrong(place, field, "required", f"第 {place + 1} 行缺少{zh}", f"line {place + 1} needs {en}")
    if name in RECORDED:
        zh, en = RECORDED[name]
        zh = f"第 {place + 1} 行需要{zh}：请填写档案中有此信息的整机编号"
        en = f"line {place + 1} needs {en}: name a unit whose record has it"
        return _wrong(place, "serial", f"unit_lacks_{name}", zh, en)
    zh, en = f"第 {place + 1} 行缺少 {name}", f"line {place + 1} lacks {name}"
    return FieldError(pointer=f"/lines/{place}", code="fact_missing", zh=zh, en=en)


def check_refused(policy: str, decision: Decision) -> None:
    """Refuse the whole filing when a line is refused, naming each with its clause."""
    errors = tuple(
        FieldError(
            pointer=f"/lines/{place}",
            code=line.clause,
            zh=f"{line.clause}：{line.text.zh}",
            en=f"{line.clause}: {line.text.en}",
        )
        for place, line in enumerate(decision.lines)
        if line.outcome is Outcome.REFUSED
    )
    if errors:
        raise LinesRefused(policy, errors)


def check_route(document: PolicyDocument, decision: Decision) -> None:
    """Refuse lines that go nowhere, or to more than one factory: a return has one address, refused lines included."""
    homeless = tuple(
        _wrong(
            place, "part_number", document.routing.clause, "工厂没有有效收件地址", "the factory has no valid address"
        )
        for place, line in enumerate(decision.lines)
        if line.route is None
    )
    if homeless:
        raise NoReturnAddress(document.routing.clause, homeless)
    factories = sorted({line.route.factory for line in decision.lines if line.route})
    if len(factories) > 1:
        raise OneFactoryOnly(factories=", ".join(factories), pointer="/lines")


def is_accepted(line: LineDecision) -> bool:
    """Whether the policy lets a line stand, for now; what is open waits for an approver."""
    return line.outcome in {Outcome.COVERED, Outcome.OPEN}

"""Decisions about returns that need no database: facts for the policy, which lines stand, forms that agree."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from aftersales.catalog.model import ModelId, Part, PartId, ProductModel
from aftersales.claims.returns.errors import (
    AppealedAlready,
    AppealTooLate,
    FormIncomplete,
    LinesIncomplete,
    LinesRefused,
    LinesUnusable,
    ShippingTooLate,
    TooManyLines,
)
from aftersales.claims.returns.model import MOVES, AskedLine, Line, Move, Packing, ReturnState
from aftersales.kernel.errors import FieldError, StaleVersion, StateConflict
from aftersales.policy.model import (
    Decision,
    LineDecision,
    LineFacts,
    Outcome,
    PolicyDocument,
    Proof,
    ReturnAddress,
    ReturnFacts,
    UnitFacts,
)
from aftersales.policy.service import missing_fields
from aftersales.units.model import Unit, UnitState

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Known(Struct, frozen=True, kw_only=True):
    """What the database knows about the lines that were asked for."""

    units: Mapping[str, Unit]
    models_by_code: Mapping[str, ProductModel]
    models_by_id: Mapping[UUID, ProductModel]
    parts: Mapping[str, Part]
    boms: Mapping[ModelId, frozenset[PartId]]
    factories: Mapping[UUID, str]


class Resolved(Struct, frozen=True, kw_only=True):
    """One asked line with the things it names."""

    asked: AskedLine
    unit: Unit | None
    model: ProductModel
    part: Part
    factory_code: str


def number_of(return_id: UUID, at: datetime, time_zone: str) -> str:
    """A number that people can read out: the day, and 35 random bits of the identity in Crockford's base 32."""
    rest = return_id.int & (1 << 35) - 1
    letters = "".join(CROCKFORD[rest >> shift & 31] for shift in range(30, -1, -5))
    return f"RT{at.astimezone(ZoneInfo(time_zone)):%y%m%d}-{letters}"


def check_move(state: ReturnState, move: Move) -> ReturnState:
    """The state after a move, or a refusal that names both."""
    following = MOVES.get(state, {}).get(move)
    if following is None:
        raise StateConflict(state=state.value, move=move.value)
    return following


def check_version(actual: int, expected: int) -> None:
    """Refuse a change of something that was changed meanwhile."""
    if actual != expected:
        raise StaleVersion(version=actual)


def resolve(lines: Sequence[AskedLine], known: Known) -> list[Resolved]:
    """Every line with its unit, model and part; all that do not fit are named together."""
    errors: list[FieldError] = []
    resolved = [one for index, line in enumerate(lines) if (one := _resolve(index, line, known, errors))]
    if errors:
        raise LinesUnusable(tuple(errors))
    return resolved


def _resolve(index: int, line: AskedLine, known: Known, errors: list[FieldError]) -> Resolved | None:
    before = len(errors)
    unit = known.units.get(line.serial) if line.serial else None
    model = known.models_by_id.get(unit.model_id) if unit else known.models_by_code.get(line.model_code or "")
    part = known.parts.get(line.part_number)
    if line.serial and unit is None:
        _wrong(
            errors,
            index,
            "serial",
            "unit_unknown",
            f"没有您售出的整机“{line.serial}”",
            f"no unit {line.serial} of yours",
        )
    elif unit is not None and unit.state is not UnitState.IN_USE:
        state = unit.state.value
        _wrong(errors, index, "serial", "unit_not_in_use", f"整机状态为 {state}", f"the unit is {state}")
    elif model is None and not line.serial:
        code, zh = (
            ("model_unknown", f"没有车型/机型“{line.model_code}”")
            if line.model_code
            else ("unit_or_model_required", "请填写整机编号，或填写型号")
        )
        _wrong(errors, index, "model_code", code, zh, "state a known serial or a known model")
    if unit is not None and model is not None and line.model_code not in {None, model.code}:
        _wrong(
            errors, index, "model_code", "model_mismatch", f"该整机的型号是 {model.code}", f"the unit is a {model.code}"
        )
    if part is None:
        _wrong(
            errors, index, "part_number", "part_unknown", f"没有零件“{line.part_number}”", f"no part {line.part_number}"
        )
    elif model is not None and part.id not in known.boms.get(model.id, frozenset()):
        zh, en = f"型号 {model.code} 没有零件 {part.number}", f"the model {model.code} has no part {part.number}"
        _wrong(errors, index, "part_number", "part_not_of_model", zh, en)
    if len(errors) > before or model is None or part is None:
        return None
    return Resolved(asked=line, unit=unit, model=model, part=part, factory_code=known.factories[model.factory_id])


def _wrong(errors: list[FieldError], index: int, field: str, code: str, zh: str, en: str) -> None:
    errors.append(FieldError(pointer=f"/lines/{index}/{field}", code=code, zh=zh, en=en))


def facts_of(resolved: Sequence[Resolved], filed_on: date, dealer_code: str) -> ReturnFacts:
    """What the policy may know of the lines; a unit's own record goes before what the dealer states."""
    return ReturnFacts(
        filed_on=filed_on,
        lines=tuple(_line_facts(index, one, dealer_code) for index, one in enumerate(resolved)),
    )


def _line_facts(index: int, one: Resolved, dealer_code: str) -> LineFacts:
    unit, asked = one.unit, one.asked
    return LineFacts(
        line=str(index + 1),
        unit=UnitFacts(
            serial=asked.serial,
            model=one.model.code,
            category=one.model.category,
            factory=one.factory_code,
            dealer=dealer_code,
            sold_on=unit.sale_date if unit else asked.sold_on,
            invoiced_on=unit.invoice_date if unit else None,
            delivered_on=unit.delivery_date if unit else None,
            installed_on=unit.installation_date if unit else None,
            accepted_on=unit.acceptance_date if unit else None,
            km=unit.usage_km if unit else None,
            hours=unit.usage_hours if unit else None,
        ),
        proof=_proof(one),
        part_number=one.part.number,
        part_category=one.part.category,
        quantity=asked.quantity,
        fault_code=asked.fault_code,
        fault_text=asked.fault_text,
        human_damage=asked.human_damage,
        photos=len(asked.photo_ids),
        unit_price=one.part.unit_price,
    )


def _proof(one: Resolved) -> Proof | None:
    if one.asked.proof is not None:
        return one.asked.proof
    return Proof(one.unit.proof.value) if one.unit else None


def check_count(document: PolicyDocument, lines: int) -> None:
    """Refuse a return with more lines than the policy allows."""
    if lines > document.returns.max_lines:
        clause, most = document.returns.clause, document.returns.max_lines
        raise TooManyLines(clause=clause, most=most, pointer="/lines")


def check_complete(decision: Decision) -> None:
    """Refuse to file while something that the policy needs is missing; each is named by its field."""
    errors = [
        FieldError(
            pointer=f"/lines/{index}/{FIELDS.get(name, name)}",
            code="required",
            zh=f"第 {index + 1} 行缺少 {name}",
            en=f"line {index + 1} needs {name}",
        )
        for index, line in enumerate(decision.lines)
        for name in dict.fromkeys((*line.missing, *(line.needs if line.outcome is Outcome.UNKNOWN else ())))
    ]
    if errors:
        raise LinesIncomplete(tuple(errors))


FIELDS = {"photos": "photo_ids", "model": "model_code"}
"""Names of the policy's facts that the request calls otherwise."""


def check_refused(policy: str, decision: Decision) -> None:
    """Refuse the whole filing when a line is refused, naming each with its clause."""
    errors = tuple(
        FieldError(pointer=f"/lines/{index}", code=line.clause, zh=_named(line, "zh"), en=_named(line, "en"))
        for index, line in enumerate(decision.lines)
        if line.outcome is Outcome.REFUSED
    )
    if errors:
        raise LinesRefused(policy, errors)


def _named(line: LineDecision, locale: str) -> str:
    text = line.text.zh if locale == "zh" else line.text.en
    return f"{line.clause}：{text}" if locale == "zh" else f"{line.clause}: {text}"


def check_packing(document: PolicyDocument, packing: Packing, total: int, route: ReturnAddress | None) -> None:
    """Refuse papers with a required field left out [S02-R03], a wrong total, or another consignee than the route's."""
    errors: list[FieldError] = []
    for form, given in (("packing_list", packing.packing_list), ("transport_form", packing.transport_form)):
        values = msgspec.to_builtins(given)
        errors += [
            FieldError(pointer=f"/{form}/{field}", code="required", zh="必填，不能漏填", en="is required")
            for field in missing_fields(document, form, values)
        ]
    errors += _contradictions(packing, total, route)
    if errors:
        raise FormIncomplete(tuple(errors))


def _contradictions(packing: Packing, total: int, route: ReturnAddress | None) -> list[FieldError]:
    stated = (
        ("packing_list/total_quantity", packing.packing_list.total_quantity, total),
        ("transport_form/quantity", packing.transport_form.quantity, total),
        ("transport_form/consignee_address", packing.transport_form.consignee_address, route and route.address),
        ("transport_form/consignee_name", packing.transport_form.consignee_name, route and route.consignee),
        ("transport_form/consignee_phone", packing.transport_form.consignee_phone, route and route.phone),
    )
    return [
        FieldError(
            pointer=f"/{place}",
            code="disagrees",
            zh=f"应为“{right}”，填写的是“{given}”",
            en=f"must be {right}, not {given}",
        )
        for place, given, right in stated
        if given is not None and right is not None and given != right
    ]


def sendable(lines: Sequence[Line]) -> int:
    """How many pieces of a return may be sent."""
    return sum(line.quantity for line in lines if line.accepted)


def check_appeal(document: PolicyDocument, refused_at: datetime, appeals: int, now: datetime) -> None:
    """Refuse an appeal that is too late or the second."""
    days = document.returns.appeal_within_days
    if appeals:
        raise AppealedAlready
    if days is not None and now > refused_at + timedelta(days=days):
        raise AppealTooLate(clause=document.returns.clause, days=days)


def check_ship_by(document: PolicyDocument, approved_at: datetime, shipped_on: date, time_zone: str) -> None:
    """Refuse shipping later than the policy allows after approval; the last day is in time."""
    days = document.returns.ship_within_days
    last = approved_at.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=days or 0)
    if days is not None and shipped_on > last:
        raise ShippingTooLate(clause=document.returns.clause, days=days)


def is_accepted(line: LineDecision) -> bool:
    """Whether the policy lets a line stand, for now; what is open waits for an approver."""
    return line.outcome in {Outcome.COVERED, Outcome.OPEN}

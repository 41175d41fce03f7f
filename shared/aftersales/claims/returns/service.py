"""Use cases of a return until it is approved: verdict, filing, correction; what people answer to it stands beside."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from aftersales.catalog import service as catalog
from aftersales.claims import events
from aftersales.claims.returns import rules, store
from aftersales.claims.returns.errors import (
    OneFactoryOnly,
    UnitUnderReturn,
)
from aftersales.claims.returns.model import (
    AskedLine,
    Line,
    Move,
    Packing,
    RefusedLines,
    Return,
    ReturnId,
    ReturnState,
    Wanted,
)
from aftersales.claims.returns.store import Held
from aftersales.documents.files import service as files
from aftersales.documents.files.model import FileId
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden, NotFound
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.approvals import service as approvals
from aftersales.policy.model import Decision, ReturnAddress, ReturnFacts, Subject
from aftersales.policy.service import Policy
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import Organisation, OrganisationKind
from aftersales.units import service as units
from aftersales.units.model import UnitId


class Asked(Struct, frozen=True, kw_only=True):
    """What a verdict was computed from and what it says."""

    policy: Policy
    dealer: Organisation
    resolved: tuple[rules.Resolved, ...]
    facts: ReturnFacts
    decision: Decision


async def verdict(tx: Tx, lines: Sequence[AskedLine]) -> Asked:
    """What the policy in force says of these lines; nothing is written."""
    tx.actor.require(Permission.RETURNS_FILE)
    if tx.dealer_id is None:
        raise Forbidden(permission="returns.file (dealer)")
    in_force = await policy.in_force(tx)
    rules.check_count(in_force.document, len(lines))
    dealer = await tenancy.organisation(tx, tx.dealer_id)
    resolved = rules.resolve(lines, await _known(tx, lines))

    today = tx.now.astimezone(ZoneInfo(in_force.document.time_zone)).date()
    facts = rules.facts_of(resolved, today, dealer.code)
    return Asked(
        policy=in_force,
        dealer=dealer,
        resolved=tuple(resolved),
        facts=facts,
        decision=policy.decide(in_force, facts),
    )


async def _known(tx: Tx, lines: Sequence[AskedLine]) -> rules.Known:
    found = await units.units_by_serials(tx, sorted({line.serial for line in lines if line.serial}))
    codes = sorted({line.model_code for line in lines if line.model_code and not line.serial})
    models = await catalog.models_of(tx, codes=codes, ids=[unit.model_id for unit in found.values()])
    parts = await catalog.parts_by_numbers(tx, sorted({line.part_number for line in lines}))
    boms = await catalog.part_ids_of_models(tx, [model.id for model in models])
    factories = await tenancy.organisations_by_ids(tx, {model.factory_id for model in models})
    return rules.Known(
        units=found,
        models_by_code={model.code: model for model in models},
        models_by_id={model.id: model for model in models},
        parts=parts,
        boms=boms,
        factories={factory_id: factory.code for factory_id, factory in factories.items()},
    )


async def file(
    tx: Tx,
    lines: Sequence[AskedLine],
    *,
    refused_lines: RefusedLines = RefusedLines.REJECT,
    packing: Packing | None = None,
) -> Return:
    """File a return: decided by the policy in force, approved at once where no person has a say."""
    asked = await verdict(tx, lines)
    label = asked.policy.label
    rules.check_complete(asked.decision)
    if refused_lines is RefusedLines.REJECT:
        rules.check_refused(label, asked.decision)
    _check_one_factory(asked)
    if packing is not None:
        total = sum(
            line.quantity
            for line, decided in zip(lines, asked.decision.lines, strict=True)
            if rules.is_accepted(decided)
        )
        rules.check_packing(asked.policy.document, packing, total, asked.decision.route)

    new = await _written(tx, asked, packing)
    await _hold(tx, new, asked)
    _announce_filing(tx, new)
    return await store.one(tx, new.id)


def _check_one_factory(asked: Asked) -> None:
    addresses = {line.route for line in asked.decision.lines if rules.is_accepted(line)}
    if len(addresses) > 1:
        raise OneFactoryOnly(factories=", ".join(sorted(address.factory for address in addresses if address)))


async def _written(tx: Tx, asked: Asked, packing: Packing | None) -> store.NewReturn:
    return_id = ReturnId(new_id())
    document = asked.policy.document
    decision_id = policy.record_decision(
        tx,
        policy=asked.policy,
        subject=Subject.RETURN,
        subject_id=return_id,
        dealer_id=asked.dealer.id,
        facts=asked.facts,
        decision=asked.decision,
    )
    approval = await _approval(tx, asked, return_id)
    state = _first_state(asked.decision, needs_approval=approval is not None)
    route = next((line.route for line in asked.decision.lines if rules.is_accepted(line)), None)
    factory = await _factory_of(tx, asked, route)
    return store.NewReturn(
        tenant_id=tx.tenant_id,
        id=return_id,
        number=rules.number_of(return_id, tx.now, document.time_zone),
        dealer_id=asked.dealer.id,
        dealer_name=asked.dealer.name,
        factory_id=factory,
        state=state,
        amount_minor=Money(asked.decision.amount, document.currency).minor,
        currency=document.currency,
        policy_version_id=asked.policy.version_id,
        policy_label=asked.policy.label,
        decision_id=decision_id,
        route=route,
        approval_id=approval,
        approved_at=tx.now if state is ReturnState.APPROVED else None,
        refused_at=tx.now if state is ReturnState.REFUSED else None,
        line_count=len(asked.resolved),
        packing=packing,
        filed_by=tx.actor.id,
        filed_at=tx.now,
    )


async def _factory_of(tx: Tx, asked: Asked, route: ReturnAddress | None) -> OrganisationId | None:
    """The factory behind the route: the model's own, or the one that an override of the policy names."""
    if route is None:
        return None
    for one in asked.resolved:
        if one.factory_code == route.factory:
            return one.model.factory_id
    factory = await tenancy.organisation_by_code(tx, route.factory, OrganisationKind.FACTORY)
    if factory is None:
        raise NotFound(f"factory {route.factory}", f"工厂 {route.factory}")
    return factory.id


async def _approval(tx: Tx, asked: Asked, return_id: ReturnId) -> UUID | None:
    if not asked.decision.steps or not any(rules.is_accepted(line) for line in asked.decision.lines):
        return None
    request = await approvals.request_for_decision(
        tx,
        policy=asked.policy,
        decision=asked.decision,
        subject=Subject.RETURN,
        subject_id=return_id,
        dealer_id=asked.dealer.id,
    )
    return request.id


def _first_state(decision: Decision, *, needs_approval: bool) -> ReturnState:
    if not any(rules.is_accepted(line) for line in decision.lines):
        return ReturnState.REFUSED
    return ReturnState.AWAITING_APPROVAL if needs_approval else ReturnState.APPROVED


def _new_lines(tx: Tx, return_id: ReturnId, asked: Asked) -> list[store.NewLine]:
    pairs = zip(asked.resolved, asked.decision.lines, strict=True)
    return [
        store.NewLine(
            tenant_id=tx.tenant_id,
            return_id=return_id,
            line=index,
            dealer_id=asked.dealer.id,
            unit_id=one.unit.id if one.unit else None,
            serial=one.asked.serial,
            model_id=one.model.id,
            model_code=one.model.code,
            part_id=one.part.id,
            part_number=one.part.number,
            part_name=one.part.name,
            quantity=one.asked.quantity,
            fault_code=one.asked.fault_code,
            fault_text=one.asked.fault_text,
            human_damage=one.asked.human_damage,
            sold_on=one.unit.sale_date if one.unit else one.asked.sold_on,
            proof=one.asked.proof,
            photo_ids=one.asked.photo_ids,
            unit_price_minor=one.part.unit_price.minor if one.part.unit_price else None,
            currency=one.part.unit_price.currency if one.part.unit_price else None,
            outcome=decided.outcome,
            clause=decided.clause,
            clause_text=decided.text,
            covered_until=decided.covered_until,
            accepted=rules.is_accepted(decided),
            refusal=None if rules.is_accepted(decided) else decided.text.zh,
        )
        for index, (one, decided) in enumerate(pairs, start=1)
    ]


async def _hold(tx: Tx, new: store.NewReturn, asked: Asked) -> None:
    held = sorted({one.unit.id for one in asked.resolved if one.unit}) if new.state is not ReturnState.REFUSED else []
    free = await store.file(tx, new, _new_lines(tx, new.id, asked), held)
    _check_free(asked, set(held) - free)
    await _claim_photos(tx, asked, new.id)


async def _claim_photos(tx: Tx, asked: Asked, return_id: ReturnId) -> None:
    photos = dict.fromkeys(FileId(photo) for one in asked.resolved for photo in one.asked.photo_ids)
    await files.claim_files(
        tx,
        list(photos),
        subject_kind="return",
        subject_id=return_id,
        dealer_id=asked.dealer.id,
        pointer="/lines/photo_ids",
    )


def _check_free(asked: Asked, busy: set[UnitId]) -> None:
    if busy:
        serials = sorted({one.unit.serial for one in asked.resolved if one.unit and one.unit.id in busy})
        raise UnitUnderReturn(serials=", ".join(serials), pointer="/lines")


def _announce_filing(tx: Tx, new: store.NewReturn) -> None:
    known: events.About = {"return_id": new.id, "number": new.number, "dealer_id": new.dealer_id}
    tx.emit(
        events.ReturnFiled(
            **known,
            lines=new.line_count,
            amount=Money.of_minor(new.amount_minor, new.currency),
            policy_version_id=new.policy_version_id,
            needs_approval=new.approval_id is not None,
            approval_id=new.approval_id,
        ),
    )
    if new.state is ReturnState.APPROVED:
        tx.emit(events.ReturnApproved(**known, automatic=True))
    if new.state is ReturnState.REFUSED:
        tx.emit(events.ReturnRefused(**known, reason=f"政策“{new.policy_label}”不予受理全部行"))


async def read(tx: Tx, return_id: ReturnId) -> tuple[Return, list[Line]]:
    """A return and its lines."""
    tx.actor.require(Permission.RETURNS_READ)
    return await store.one(tx, return_id), await store.lines_of(tx, return_id)


async def listed(tx: Tx, wanted: Wanted, *, limit: int, cursor: str | None) -> tuple[list[Return], str | None]:
    """A page of the returns that the caller may see, newest first."""
    tx.actor.require(Permission.RETURNS_READ)
    return await store.listed(tx, wanted, limit=limit, cursor=cursor)


async def taken(tx: Tx, return_id: ReturnId, expected_version: int, move: Move) -> tuple[Held, ReturnState]:
    """Lock a return; refuse a stale version and a move that its state does not allow."""
    held = await store.held(tx, return_id)
    rules.check_version(held.shown.version, expected_version)
    return held, rules.check_move(held.shown.state, move)


def about(shown: Return) -> events.About:
    """What every fact about a return repeats."""
    return {"return_id": shown.id, "number": shown.number, "dealer_id": shown.dealer_id}


async def correct(
    tx: Tx,
    return_id: ReturnId,
    expected_version: int,
    lines: Sequence[AskedLine],
    *,
    refused_lines: RefusedLines = RefusedLines.REJECT,
) -> Return:
    """Put corrected lines in place of those sent back; they are decided anew under the policy in force."""
    tx.actor.require(Permission.RETURNS_FILE)
    held, following = await taken(tx, return_id, expected_version, Move.CORRECT)
    asked = await verdict(tx, lines)
    rules.check_complete(asked.decision)
    if refused_lines is RefusedLines.REJECT:
        rules.check_refused(asked.policy.label, asked.decision)
    _check_one_factory(asked)

    approval = await _approval(tx, asked, return_id)
    state = following if approval else _first_state(asked.decision, needs_approval=False)
    await _rewrite(tx, held, asked, approval, state)
    tx.emit(events.ReturnCorrected(**about(held.shown), lines=len(lines)))
    if state is ReturnState.APPROVED:
        tx.emit(events.ReturnApproved(**about(held.shown), automatic=True))
    return await store.one(tx, return_id)


async def _rewrite(tx: Tx, held: Held, asked: Asked, approval: UUID | None, state: ReturnState) -> None:
    return_id, document = held.shown.id, asked.policy.document
    decision_id = policy.record_decision(
        tx,
        policy=asked.policy,
        subject=Subject.RETURN,
        subject_id=return_id,
        dealer_id=asked.dealer.id,
        facts=asked.facts,
        decision=asked.decision,
    )
    units_held = sorted({one.unit.id for one in asked.resolved if one.unit})
    free = await store.replace_lines(tx, return_id, asked.dealer.id, _new_lines(tx, return_id, asked), units_held)
    _check_free(asked, set(units_held) - free)
    await _claim_photos(tx, asked, return_id)
    await store.change(
        tx,
        return_id,
        state=state,
        reason=None,
        approval_id=approval,
        approved_at=tx.now if state is ReturnState.APPROVED else None,
        decision_id=decision_id,
        policy_version_id=asked.policy.version_id,
        policy_label=asked.policy.label,
        amount_minor=Money(asked.decision.amount, document.currency).minor,
        line_count=len(asked.resolved),
    )

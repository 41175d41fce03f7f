"""Use cases of a return until it is decided: verdict, filing, correction; what people answer to it stands beside."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from aftersales.claims import events
from aftersales.claims.returns import rules, rules_lines, store, store_filing
from aftersales.claims.returns.errors import UnitUnderReturn
from aftersales.claims.returns.model import (
    AskedLine,
    Line,
    Move,
    Packing,
    RefusedLines,
    Return,
    ReturnId,
    ReturnName,
    ReturnState,
    Wanted,
)
from aftersales.claims.returns.model_known import KnownDealer, Resolved
from aftersales.claims.returns.store import Held
from aftersales.claims.returns.store_filing import NewLine, NewReturn, Pre
from aftersales.documents.files import service as files
from aftersales.documents.files.model import FileId
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden, NotFound, Refusal
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.metering.model import Meter
from aftersales.metering.plans import service as plans
from aftersales.policy import service as policy
from aftersales.policy.approvals import service as approvals
from aftersales.policy.errors import NoPolicyInForce
from aftersales.policy.model import Decision, ReturnAddress, ReturnFacts, Subject
from aftersales.policy.pre_authorisations import service as pre_authorisations
from aftersales.policy.service import Policy
from aftersales.policy.windows import service as windows
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import OrganisationKind
from aftersales.units.model import UnitId

Shown: TypeAlias = tuple[Return, list[Line]]
"""A return and its lines, as whoever moved it sees it afterwards."""


class Asked(Struct, frozen=True, kw_only=True):
    """What a verdict was computed from and what it says."""

    policy: Policy
    dealer: KnownDealer
    resolved: tuple[Resolved, ...]
    facts: ReturnFacts
    decision: Decision


async def verdict(tx: Tx, lines: Sequence[AskedLine], pre_authorisation_id: UUID | None = None) -> Asked:
    """What the policy in force says of these lines, and of what was allowed beforehand; nothing is written."""
    return await _asked(tx, lines, Pre.looked_at(pre_authorisation_id) if pre_authorisation_id else None)


async def _asked(tx: Tx, lines: Sequence[AskedLine], pre: Pre | None) -> Asked:
    tx.actor.require(Permission.RETURNS_FILE)
    if tx.dealer_id is None:
        raise Forbidden(permission="returns.file (dealer)")
    version_id, known = await store_filing.known(tx, tx.dealer_id, lines, pre)
    if version_id is None:
        raise NoPolicyInForce
    in_force = await policy.version(tx, version_id)
    rules_lines.check_count(in_force.document, len(lines))

    today = tx.now.astimezone(ZoneInfo(in_force.document.time_zone)).date()
    resolved = rules_lines.resolve(lines, known, today)
    facts = rules_lines.facts_of(resolved, today, known.dealer.code)
    if pre is not None and (known.pre_authorisation is not None or not pre.is_optional):
        facts = pre_authorisations.applied(known.pre_authorisation, facts)
    return Asked(
        policy=in_force,
        dealer=known.dealer,
        resolved=tuple(resolved),
        facts=facts,
        decision=policy.decide(in_force, facts),
    )


async def _fit_to_file(
    tx: Tx, lines: Sequence[AskedLine], refused_lines: RefusedLines, pre: Pre | None = None
) -> Asked:
    """The verdict on lines that are about to be filed; refused as a whole if they cannot be."""
    asked = await _asked(tx, lines, pre)
    rules_lines.check_complete(asked.decision)
    if refused_lines is RefusedLines.REJECT:
        rules_lines.check_refused(asked.policy.label, asked.decision)
    rules_lines.check_route(asked.policy.document, asked.decision)
    return asked


async def file(
    tx: Tx,
    lines: Sequence[AskedLine],
    *,
    refused_lines: RefusedLines = RefusedLines.REJECT,
    packing: Packing | None = None,
    pre_authorisation_id: UUID | None = None,
) -> Shown:
    """File a return: decided by the policy in force, approved at once where no person has a say."""
    tx.actor.require(Permission.RETURNS_FILE)
    plans.require_left(tx, Meter.RETURNS_FILED)
    return_id = ReturnId(new_id())
    pre = Pre.taken(pre_authorisation_id, return_id) if pre_authorisation_id else None
    asked = await _fit_to_file(tx, lines, refused_lines, pre)
    written = _new_lines(tx, return_id, asked)
    if packing is not None:
        total = sum(line.quantity for line in written if line.accepted)
        rules.check_packing(asked.policy.document, packing, total, asked.decision.route)

    await _claim_photos(tx, asked, return_id)
    new = await _new_return(tx, asked, return_id, packing)
    units = _units_of(asked) if new.state is not ReturnState.REFUSED else []
    if new.state is not ReturnState.REFUSED:
        await windows.take(tx, asked.policy, Subject.RETURN, dealer_id=asked.dealer.id)
    free = await store_filing.file(tx, new, written, units)
    _check_free(asked, set(units) - free)
    _announce_filing(tx, new, asked)
    return store_filing.as_filed(new), [store_filing.line_as_filed(line) for line in written]


async def _new_return(tx: Tx, asked: Asked, return_id: ReturnId, packing: Packing | None) -> NewReturn:
    document, decision = asked.policy.document, asked.decision
    approval = await _approval(tx, asked, return_id)
    state = _first_state(decision, needs_approval=approval is not None)
    return NewReturn(
        tenant_id=tx.tenant_id,
        id=return_id,
        number=rules.number_of(return_id, tx.now, document.time_zone),
        dealer_id=asked.dealer.id,
        dealer_name=asked.dealer.name,
        dealer_name_en=asked.dealer.name_en,
        factory_id=await _factory_of(tx, asked, decision.route),
        state=state,
        amount_minor=Money(decision.amount, document.currency).minor,
        currency=document.currency,
        policy_version_id=asked.policy.version_id,
        policy_label=asked.policy.label,
        decision_id=_recorded(tx, asked, return_id),
        route=decision.route,
        approval_id=approval,
        approved_at=tx.now if state is ReturnState.APPROVED else None,
        refused_at=tx.now if state is ReturnState.REFUSED else None,
        line_count=len(asked.resolved),
        packing=packing,
        filed_by=tx.actor.id,
        filed_at=tx.now,
    )


def _recorded(tx: Tx, asked: Asked, return_id: ReturnId) -> UUID:
    return policy.record_decision(
        tx,
        policy=asked.policy,
        subject=Subject.RETURN,
        subject_id=return_id,
        dealer_id=asked.dealer.id,
        facts=asked.facts,
        decision=asked.decision,
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
    if not asked.decision.steps or not any(rules_lines.is_accepted(line) for line in asked.decision.lines):
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
    if not any(rules_lines.is_accepted(line) for line in decision.lines):
        return ReturnState.REFUSED
    return ReturnState.AWAITING_APPROVAL if needs_approval else ReturnState.APPROVED


def _new_lines(tx: Tx, return_id: ReturnId, asked: Asked) -> list[NewLine]:
    pairs = zip(asked.resolved, asked.decision.lines, strict=True)
    return [
        NewLine(
            tenant_id=tx.tenant_id,
            return_id=return_id,
            line=number,
            dealer_id=asked.dealer.id,
            unit_id=one.unit.id if one.unit else None,
            serial=one.unit.serial if one.unit else None,
            model_id=one.model.id,
            model_code=one.model.code,
            part_id=one.part.id,
            part_number=one.part.number,
            part_name=one.part.name,
            part_name_en=one.part.name_en,
            quantity=one.asked.quantity,
            fault_code=one.asked.fault_code,
            fault_text=one.asked.fault_text,
            human_damage=one.asked.human_damage,
            sold_on=one.unit.sale_date if one.unit else one.asked.sold_on,
            proof=rules_lines.proof_of(one),
            photo_ids=one.asked.photo_ids,
            unit_price_minor=one.part.unit_price_minor,
            currency=one.part.currency,
            outcome=decided.outcome,
            clause=decided.clause,
            clause_text=decided.text,
            covered_until=decided.covered_until,
            accepted=rules_lines.is_accepted(decided),
            refusal=None if rules_lines.is_accepted(decided) else decided.text,
        )
        for number, (one, decided) in enumerate(pairs, start=1)
    ]


def _units_of(asked: Asked) -> list[UnitId]:
    return sorted({one.unit.id for one in asked.resolved if one.unit})


async def _claim_photos(tx: Tx, asked: Asked, return_id: ReturnId) -> None:
    places = {
        FileId(photo): f"/lines/{line}/photo_ids/{place}"
        for line, one in enumerate(asked.resolved)
        for place, photo in enumerate(one.asked.photo_ids)
    }
    photos = list(places)
    try:
        await files.claim_files(
            tx,
            photos,
            subject_kind="return",
            subject_id=return_id,
            dealer_id=asked.dealer.id,
            pointer="",
        )
    except Refusal as refusal:
        if refusal.pointer is None:
            raise
        refusal.pointer = places[photos[int(refusal.pointer.removeprefix("/"))]]
        raise


def _check_free(asked: Asked, busy: set[UnitId]) -> None:
    if busy:
        serials = sorted({one.unit.serial for one in asked.resolved if one.unit and one.unit.id in busy})
        raise UnitUnderReturn(serials=", ".join(serials), pointer="/lines")


def _announce_filing(tx: Tx, new: NewReturn, asked: Asked) -> None:
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
    _announce_decision(tx, known, new.state, asked)


def _announce_decision(tx: Tx, known: events.About, state: ReturnState, asked: Asked) -> None:
    """Say what the policy alone decided; an approver's answer is announced where it is given."""
    if state is ReturnState.APPROVED:
        tx.emit(events.ReturnApproved(**known, automatic=True))
    if state is ReturnState.REFUSED:
        clauses = dict.fromkeys(line.clause for line in asked.decision.lines)
        tx.emit(events.ReturnRefused(**known, reason=f"{asked.policy.label}: {', '.join(clauses)}"))


async def read(tx: Tx, return_id: ReturnId) -> Shown:
    """A return and its lines."""
    tx.actor.require(Permission.RETURNS_READ)
    return await shown(tx, return_id)


async def shown(tx: Tx, return_id: ReturnId) -> Shown:
    """A return and its lines, for whoever has just moved it."""
    return await store.one(tx, return_id), await store.lines_of(tx, return_id)


async def is_under_way(tx: Tx, return_id: ReturnId) -> bool:
    """Whether anything may still happen to a return that the caller may read."""
    found, _ = await read(tx, return_id)
    return found.state not in {ReturnState.CANCELLED, ReturnState.CLOSED}


async def listed(tx: Tx, wanted: Wanted, *, limit: int, cursor: str | None) -> tuple[list[Return], str | None]:
    """A page of the returns that the caller may see, newest first."""
    tx.actor.require(Permission.RETURNS_READ)
    return await store.listed(tx, wanted, limit=limit, cursor=cursor)


async def names_of(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, ReturnName]:
    """What people call the returns that the caller may see, for answers that know them by id only."""
    wanted = sorted(set(ids))
    return {one.id: one for one in await store.names_of(tx, wanted)} if wanted else {}


async def ids_named(tx: Tx, text: str) -> list[UUID]:
    """The newest returns that bear a number, a serial or a waybill, for lists of what belongs to them."""
    return await store.ids_named(tx, text) if text and tx.actor.may(Permission.RETURNS_READ) else []


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
) -> Shown:
    """Put corrected lines in place of those sent back; they are decided anew under the policy in force."""
    tx.actor.require(Permission.RETURNS_FILE)
    held, _ = await taken(tx, return_id, expected_version, Move.CORRECT)
    asked = await _fit_to_file(tx, lines, refused_lines, Pre.held(return_id))

    await _claim_photos(tx, asked, return_id)
    approval = await _approval(tx, asked, return_id)
    state = _first_state(asked.decision, needs_approval=approval is not None)
    await _change_to(tx, held.shown, asked, approval, state)
    await store_filing.replace_lines(tx, return_id, _new_lines(tx, return_id, asked))
    await _hold_instead(tx, held.shown, asked, state)
    tx.emit(events.ReturnCorrected(**about(held.shown), lines=len(lines)))
    _announce_decision(tx, about(held.shown), state, asked)
    return await shown(tx, return_id)


async def _change_to(tx: Tx, old: Return, asked: Asked, approval: UUID | None, state: ReturnState) -> None:
    document, route = asked.policy.document, asked.decision.route
    await store.change(
        tx,
        old.id,
        state=state,
        reason=None,
        route=route,
        factory_id=await _factory_of(tx, asked, route),
        approval_id=approval,
        approved_at=tx.now if state is ReturnState.APPROVED else None,
        refused_at=tx.now if state is ReturnState.REFUSED else None,
        decision_id=_recorded(tx, asked, old.id),
        policy_version_id=asked.policy.version_id,
        policy_label=asked.policy.label,
        amount_minor=Money(asked.decision.amount, document.currency).minor,
        currency=document.currency,
        line_count=len(asked.resolved),
    )


async def _hold_instead(tx: Tx, old: Return, asked: Asked, state: ReturnState) -> None:
    """Let go of the units that the return held and hold those that it names now."""
    await store.release_units(tx, old.id)
    units = _units_of(asked) if state is not ReturnState.REFUSED else []
    free = await store_filing.hold_units(tx, old.id, old.dealer_id, units)
    _check_free(asked, set(units) - free)

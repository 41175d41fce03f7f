"""Use cases of approvals: ask, sign, withdraw, lend a role, see what waits for me."""

from datetime import datetime, timedelta
from typing import Final, TypedDict
from uuid import UUID

from msgspec.structs import replace

from aftersales.kernel.access import Permission, Role, permissions_of
from aftersales.kernel.errors import StaleVersion
from aftersales.kernel.ids import OrganisationId, PersonId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.policy import rules as policy_rules
from aftersales.policy.approvals import rules, store
from aftersales.policy.approvals.model import (
    ApprovalChain,
    ApprovalId,
    ApprovalRequest,
    ApprovalRow,
    ApprovalState,
    ApprovalStep,
    Approver,
    Delegation,
    DelegationId,
    LentRole,
    Verdict,
)
from aftersales.policy.errors import (
    AmountDisagrees,
    DelegateUnfit,
    DelegationWindow,
    NotYourTurn,
    RoleNotHeld,
    SignedElsewhere,
)
from aftersales.policy.events import (
    ApprovalRequested,
    ApprovalSigned,
    ApprovalWithdrawn,
    RoleLent,
    RoleReturned,
)
from aftersales.policy.model import Decision, Subject
from aftersales.policy.service import Policy
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import Member, MembershipState

LONGEST_LOAN: Final = timedelta(days=92)
SIGNED_ELSEWHERE: Final = frozenset({Subject.RETURN.value, Subject.COUNT.value})
"""What is signed together with its own decision, since more than the approval changes."""

APPROVING: Final = frozenset({Permission.RETURNS_APPROVE, Permission.COUNTS_APPROVE, Permission.CREDITS_POST})
"""Rights of which a delegate needs one, or the borrowed role could not be used."""


class _About(TypedDict):
    """What every fact about a delegation repeats."""

    delegation_id: UUID
    grantor_id: UUID
    delegate_id: UUID
    role: str
    starts_at: datetime


async def request_for_decision(
    tx: Tx,
    *,
    policy: Policy,
    decision: Decision,
    subject: Subject,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
) -> ApprovalRow:
    """Ask those whom a decision names."""
    amount = Money(decision.amount, policy.document.currency)
    chain = next(one for one in policy.document.approval_chains if one.code == decision.chain)
    steps = tuple(ApprovalStep(roles=step.roles, agree_on=step.agree_on) for step in decision.steps)
    return await _request(tx, policy, chain, steps, amount, subject, subject_id, dealer_id)


async def request_for_appeal(
    tx: Tx,
    *,
    policy: Policy,
    amount: Money,
    subject: Subject,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
) -> ApprovalRow:
    """Ask the chain of a subject for an appeal: its first step at least, however small the amount."""
    chain, steps = _chain(policy, subject, amount)
    return await _request(tx, policy, chain, steps or chain.steps[:1], amount, subject, subject_id, dealer_id)


async def request_for_amount(
    tx: Tx,
    *,
    policy: Policy,
    amount: Money,
    subject: Subject,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
) -> ApprovalRow | None:
    """Ask the chain of a credit or a count for an amount; None where the policy needs nobody."""
    found = _found(policy, subject, amount)
    if found is None or not found[1]:
        return None
    chain, steps = found
    return await _request(tx, policy, chain, steps, amount, subject, subject_id, dealer_id)


def is_needed(policy: Policy, subject: Subject, amount: Money) -> bool:
    """Whether the policy wants anybody asked about an amount; one in a foreign currency always."""
    if amount.currency != policy.document.currency:
        return True
    found = _found(policy, subject, amount)
    return found is not None and bool(found[1])


def _found(policy: Policy, subject: Subject, amount: Money) -> tuple[ApprovalChain, tuple[ApprovalStep, ...]] | None:
    """The chain for an amount; None where the policy names none that fits, as it may for what needs no chain."""
    try:
        return _chain(policy, subject, amount)
    except LookupError:
        return None


def _chain(policy: Policy, subject: Subject, amount: Money) -> tuple[ApprovalChain, tuple[ApprovalStep, ...]]:
    if amount.currency != policy.document.currency:
        raise AmountDisagrees(currency=policy.document.currency)
    return policy_rules.approval_for(policy.compiled, subject, amount)


async def _request(
    tx: Tx,
    policy: Policy,
    chain: ApprovalChain,
    steps: tuple[ApprovalStep, ...],
    amount: Money,
    subject: Subject,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
) -> ApprovalRow:
    request = rules.open_request(chain, amount.amount, str(tx.actor.id), steps)
    row = ApprovalRow(
        id=ApprovalId(new_id()),
        subject=subject.value,
        subject_id=subject_id,
        dealer_id=dealer_id,
        policy_version_id=policy.version_id,
        chain=chain.code,
        amount_minor=amount.minor,
        currency=amount.currency,
        request=request,
        state=request.state,
        waiting_for=request.waiting_for,
        created_at=tx.now,
        decided_at=None,
        version=1,
    )
    store.add(tx, row)
    tx.emit(
        ApprovalRequested(
            approval_id=row.id,
            subject=row.subject,
            subject_id=subject_id,
            dealer_id=dealer_id,
            chain=chain.code,
            roles=tuple(role.value for role in row.waiting_for),
        ),
    )
    return row


async def sign(tx: Tx, approval_id: UUID | None, verdict: Verdict) -> ApprovalRequest:
    """Give one answer; the request is granted, rejected, or waits for the next."""
    if approval_id is None:
        raise NotYourTurn(roles="-")
    row = await store.held(tx, approval_id)
    approver = await _approver(tx)

    signed = rules.record(row.request, approver, verdict, tx.now)

    await store.save(tx, approval_id, signed)
    tx.emit(
        ApprovalSigned(
            approval_id=approval_id,
            subject=row.subject,
            subject_id=row.subject_id,
            dealer_id=row.dealer_id,
            answer=verdict.answer.value,
            state=signed.state.value,
            roles=tuple(role.value for role in signed.waiting_for),
        ),
    )
    return signed


async def answer(tx: Tx, approval_id: UUID, expected_version: int, verdict: Verdict) -> ApprovalRow:
    """Sign what has no desk of its own, such as a credit; a return and a count are signed where they are decided."""
    row = await store.one(tx, approval_id)
    if row.subject in SIGNED_ELSEWHERE:
        raise SignedElsewhere(subject=row.subject)
    if row.version != expected_version:
        raise StaleVersion(version=row.version)
    await sign(tx, approval_id, verdict)
    return await store.one(tx, approval_id)


async def standing_of(tx: Tx, subject: Subject, subject_id: UUID) -> ApprovalRow | None:
    """The newest request about one thing; None if nobody was ever asked."""
    return await store.latest(tx, subject.value, subject_id)


async def could_sign(tx: Tx, row: ApprovalRow) -> bool:
    """Whether whoever is acting could give the next signature."""
    return rules.may_sign(row.request, await _approver(tx), tx.now)


async def _approver(tx: Tx) -> Approver:
    """Who is acting, with the roles lent by people who still hold them."""
    lent = await store.lent_to(tx, tx.actor.id)
    grantors = await tenancy.members_by_ids(tx, {loan.grantor_id for loan in lent}) if lent else {}
    return Approver(
        person=str(tx.actor.id),
        roles=tx.actor.roles,
        delegations=tuple(
            Delegation(
                grantor=str(loan.grantor_id),
                delegate=str(loan.delegate_id),
                role=loan.role,
                starts_at=loan.starts_at,
                ends_at=loan.ends_at,
            )
            for loan in lent
            if _holds(grantors.get(loan.grantor_id), loan.role)
        ),
    )


def _holds(member: Member | None, role: Role) -> bool:
    return member is not None and member.state is MembershipState.ACTIVE and role in member.roles


async def withdraw(tx: Tx, approval_id: UUID) -> None:
    """Take a request back; what was decided already stays decided."""
    row = await store.held(tx, approval_id)
    if row.state is not ApprovalState.PENDING:
        return
    await store.save(tx, approval_id, replace(row.request, state=ApprovalState.WITHDRAWN))
    tx.emit(
        ApprovalWithdrawn(
            approval_id=approval_id,
            subject=row.subject,
            subject_id=row.subject_id,
            dealer_id=row.dealer_id,
        ),
    )


async def one(tx: Tx, approval_id: UUID) -> ApprovalRow:
    """One request with its signatures."""
    tx.actor.require(Permission.POLICY_READ)
    return await store.one(tx, approval_id)


async def listed(
    tx: Tx,
    *,
    mine: bool,
    state: ApprovalState | None,
    subject_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[ApprovalRow], str | None]:
    """A page of requests; `mine` are those that I could sign now, in a role I hold or was lent."""
    tx.actor.require(Permission.POLICY_READ)
    if not mine:
        return await store.listed(tx, roles=None, state=state, subject_id=subject_id, limit=limit, cursor=cursor)
    approver = await _approver(tx)
    roles = sorted({*approver.roles, *(loan.role for loan in approver.delegations)})
    rows, following = await store.listed(
        tx, roles=roles, state=state, subject_id=subject_id, limit=limit, cursor=cursor
    )
    return [row for row in rows if rules.may_sign(row.request, approver, tx.now)], following


async def delegate(tx: Tx, to: PersonId, role: Role, starts_at: datetime, ends_at: datetime) -> LentRole:
    """Lend one of my roles to another of the manufacturer's people for a while."""
    if role not in tx.actor.roles or tx.actor.person_id is None or tx.dealer_id is not None:
        raise RoleNotHeld(role=role.value, pointer="/role")
    if not (max(starts_at, tx.now) < ends_at <= starts_at + LONGEST_LOAN):
        raise DelegationWindow(days=LONGEST_LOAN.days, pointer="/ends_at")
    members = await tenancy.members_by_ids(tx, [to])
    if not _is_fit(members.get(to), tx.actor.person_id):
        raise DelegateUnfit(pointer="/delegate_id")

    lent = LentRole(
        id=DelegationId(new_id()),
        grantor_id=tx.actor.person_id,
        delegate_id=to,
        role=role,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=tx.now,
    )
    await store.lend(tx, lent)
    tx.emit(RoleLent(**_about(lent), ends_at=ends_at))
    return lent


def _is_fit(member: Member | None, grantor: PersonId) -> bool:
    return (
        member is not None
        and member.id != grantor
        and member.dealer_id is None
        and member.state is MembershipState.ACTIVE
        and not APPROVING.isdisjoint(permissions_of(frozenset(member.roles)))
    )


def _about(lent: LentRole) -> _About:
    return {
        "delegation_id": lent.id,
        "grantor_id": lent.grantor_id,
        "delegate_id": lent.delegate_id,
        "role": lent.role.value,
        "starts_at": lent.starts_at,
    }


async def loans(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[LentRole], str | None]:
    """A page of the delegations that I gave or received, newest first."""
    return await store.lent_by_or_to(tx, tx.actor.id, limit=limit, cursor=cursor)


async def end_loan(tx: Tx, delegation_id: UUID) -> None:
    """End one of my delegations before its time; one that is over stays as it is."""
    lent = await store.lent_for_change(tx, delegation_id, PersonId(tx.actor.id))
    if lent.ends_at <= tx.now:
        return
    await store.end_loan(tx, lent.id)
    tx.emit(RoleReturned(**_about(lent), ends_at=tx.now))

"""Use cases of approvals: ask, sign, withdraw, lend a role, see what waits for me."""

from datetime import datetime
from uuid import UUID

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, PersonId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.policy import rules as policy_rules
from aftersales.policy.approvals import rules, store
from aftersales.policy.approvals.model import ApprovalChain, ApprovalRequest, ApprovalStep, Approver, Verdict
from aftersales.policy.approvals.store import ApprovalId, ApprovalRow
from aftersales.policy.errors import NotYourTurn
from aftersales.policy.events import ApprovalRequested, ApprovalSigned
from aftersales.policy.model import Decision, Subject
from aftersales.policy.service import Policy


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
    chain, steps = policy_rules.approval_for(policy.compiled, subject, amount)
    if chain is None:
        raise NotFound("approval chain", "审批链")
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
    chain, steps = policy_rules.approval_for(policy.compiled, subject, amount)
    if chain is None or not steps:
        return None
    return await _request(tx, policy, chain, steps, amount, subject, subject_id, dealer_id)


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
    approval_id = ApprovalId(new_id())
    request = rules.open_request(chain, amount.amount, str(tx.actor.id), steps)
    await store.add(
        tx,
        approval_id=approval_id,
        subject_id=subject_id,
        dealer_id=dealer_id,
        policy_version_id=policy.version_id,
        amount=amount,
        request=request,
    )
    tx.emit(
        ApprovalRequested(
            approval_id=approval_id,
            subject=subject.value,
            subject_id=subject_id,
            dealer_id=dealer_id,
            chain=chain.code,
            roles=tuple(role.value for role in request.waiting_for),
        ),
    )
    return await store.one(tx, approval_id)


async def sign(tx: Tx, approval_id: UUID | None, verdict: Verdict) -> ApprovalRequest:
    """Give one answer; the request is granted, rejected, or waits for the next."""
    if approval_id is None:
        raise NotYourTurn(roles="-")
    row = await store.held(tx, approval_id)
    approver = Approver(
        person=str(tx.actor.id),
        roles=tx.actor.roles,
        delegations=await store.delegations_to(tx, tx.actor.id),
    )

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


async def withdraw(tx: Tx, approval_id: UUID) -> None:
    """Take a request back; what was decided already stays decided."""
    await store.withdraw(tx, approval_id)


async def one(tx: Tx, approval_id: UUID) -> ApprovalRow:
    """One request with its signatures."""
    return await store.one(tx, approval_id)


async def listed(
    tx: Tx,
    *,
    mine: bool,
    state: str | None,
    subject_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[ApprovalRow], str | None]:
    """A page of requests; `mine` are those that wait for a role I hold or was lent."""
    roles: list[Role] | None = None
    if mine:
        lent = [delegation.role for delegation in await store.delegations_to(tx, tx.actor.id)]
        roles = sorted({*tx.actor.roles, *lent})
    return await store.listed(tx, roles=roles, state=state, subject_id=subject_id, limit=limit, cursor=cursor)


async def delegate(tx: Tx, to: PersonId, role: Role, starts_at: datetime, ends_at: datetime) -> UUID:
    """Lend one of my roles to another person for a while."""
    if role not in tx.actor.roles:
        raise NotYourTurn(roles=role.value)
    return await store.add_delegation(tx, to, role, starts_at, ends_at)

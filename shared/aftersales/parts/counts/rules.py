"""Decisions of stock counts: what must be counted again, who may see and approve, what is posted."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from aftersales.kernel.access import Actor, Permission
from aftersales.kernel.errors import StateConflict
from aftersales.kernel.ids import TenantId
from aftersales.parts.counts.errors import ApproverRoleMissing, ExplanationMissing
from aftersales.parts.counts.model import ENTERING, MOVES, CountPlan, CountState, Variance
from aftersales.parts.ledger.model import Move
from aftersales.parts.model import Account, account_of
from aftersales.policy.model import RecountThresholds

_SHOWN = 20


def check_move(state: CountState, to: CountState) -> None:
    """Refuse a move that the table of states does not know."""
    if to not in MOVES[state]:
        raise StateConflict(state=state.value, move=to.value)


def check_entering(state: CountState) -> None:
    """Refuse an entry where the first round is over."""
    if state is not CountState.COUNTING:
        check_move(state, CountState.COUNTING)


def is_over(thresholds: RecountThresholds, variance: Variance, unit_price: Decimal | None) -> bool:
    """Whether a line differs by more than any threshold; exactly the threshold passes.

    A part without a price has no value to compare, but its quantity and percentage still count.
    """
    difference = abs(variance.difference)
    if thresholds.quantity is not None and difference > thresholds.quantity:
        return True
    if thresholds.percent is not None and difference * 100 > thresholds.percent * variance.expected:
        return True
    return thresholds.value is not None and difference * (unit_price or 0) > thresholds.value


def sees_quantities(actor: Actor, state: CountState, *, blind: bool) -> bool:
    """Whether somebody may know what the books say of a count.

    Approvers always may. Who leads counts may when nobody counts any more. Who may only enter never may.
    """
    if not blind or actor.may(Permission.COUNTS_APPROVE) or not actor.may(Permission.COUNTS_ENTER):
        return True
    return actor.may(Permission.COUNTS_MANAGE) and state not in ENTERING


def is_kept_blind(actor: Actor) -> bool:
    """Whether book quantities of a warehouse are hidden from somebody while its blind count runs."""
    return not sees_quantities(actor, CountState.COUNTING, blind=True)


def check_approver(actor: Actor, plan: CountPlan) -> None:
    """Refuse whoever lacks the right or the role that the policy names."""
    actor.require(Permission.COUNTS_APPROVE)
    if plan.approver is not None and plan.approver not in {role.value for role in actor.roles}:
        raise ApproverRoleMissing(role=plan.approver)


def check_explained(variances: Iterable[Variance]) -> None:
    """Refuse to post a difference beyond the thresholds that nobody explained [S01-R23]."""
    missing = [variance.number for variance in variances if variance.is_over and not variance.explanation]
    if missing:
        raise ExplanationMissing(lines=some(missing))


def adjustments(tenant_id: TenantId, variances: Sequence[Variance]) -> tuple[Move, ...]:
    """The moves that bring the books to what was seen: gains from the gain and loss account, losses to it."""
    account = account_of(tenant_id, Account.GAIN_LOSS)
    return tuple(
        Move(
            part_id=variance.part_id,
            quantity=abs(variance.difference),
            from_location=account if variance.difference > 0 else variance.location_id,
            to_location=variance.location_id if variance.difference > 0 else account,
        )
        for variance in variances
    )


def some(numbers: Sequence[int]) -> str:
    """The first few of many line numbers, as a person reads them."""
    shown = ", ".join(str(number) for number in sorted(numbers)[:_SHOWN])
    return f"{shown} …" if len(numbers) > _SHOWN else shown

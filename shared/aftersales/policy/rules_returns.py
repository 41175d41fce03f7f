"""What a policy says beyond coverage: approval steps, forms, dispositions, credit, the next count."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from aftersales.kernel.money import Money
from aftersales.policy.approvals.model import ApprovalChain, ApprovalStep
from aftersales.policy.conditions import Condition
from aftersales.policy.errors import BadItemMissing, DispositionNotAllowed, FormUnknown
from aftersales.policy.model_decision import ClauseResult, Value
from aftersales.policy.model_document import PolicyDocument, RecountThresholds, Schedule
from aftersales.policy.model_words import Disposition, Finding, Subject

ANCHOR: Final = datetime(2020, 1, 1)  # noqa: DTZ001 - a wall clock; the schedule's own zone is applied after
"""Where recurrences count their intervals from, so that every process finds the same slots."""

Chains = Sequence[tuple[ApprovalChain, Condition | None]]


def chain_of(chains: Chains, subject: Subject, facts: Mapping[str, Value]) -> ApprovalChain:
    """The first chain of a subject whose condition holds, or cannot be shown not to; a sound policy has one."""
    for chain, condition in chains:
        if chain.subject is subject and (
            condition is None or condition.test(facts).result is not ClauseResult.DOES_NOT_APPLY
        ):
            return chain
    raise LookupError(f"no approval chain for {subject}")


def steps_needed(chain: ApprovalChain, amount: Decimal | None, *, always: bool = False) -> tuple[ApprovalStep, ...]:
    """The steps for an amount; all of them if nobody knows it, and the first at least where a person must decide."""
    steps = tuple(step for step in chain.steps if step.above is None or amount is None or amount > step.above)
    return steps or (chain.steps[:1] if always else ())


def missing_fields(document: PolicyDocument, form: str, given: Mapping[str, object]) -> tuple[str, ...]:
    """The required fields of a form that are absent or blank."""
    for one in document.forms:
        if one.code == form:
            return tuple(field for field in one.required if _is_blank(given.get(field)))
    raise FormUnknown(form=form)


def _is_blank(value: object) -> bool:
    """Whether a field was left out."""
    return value is None or (isinstance(value, str) and not value.strip())


def check_disposition(
    document: PolicyDocument, finding: Finding, disposition: Disposition, *, bad_item_received: bool
) -> None:
    """Refuse what the policy does not allow after this finding, and what it allows only for the bad item."""
    returns = document.returns
    if disposition not in returns.dispositions[finding]:
        raise DispositionNotAllowed(
            clause=returns.clause, finding=finding.value, disposition=disposition.value, pointer="/disposition"
        )
    needs_item = disposition is Disposition.REPLACE or (
        disposition is Disposition.CREDIT and returns.old_part_before_credit
    )
    if needs_item and not bad_item_received:
        raise BadItemMissing(clause=returns.clause, disposition=disposition.value, pointer="/disposition")


def credit_for(document: PolicyDocument, unit_price: Money, quantity: int) -> Money:
    """The credit for so many parts at a unit price, rounded once, half up."""
    return (unit_price * quantity).share(document.returns.credit_percent or 0, 100)


def must_recount(thresholds: RecountThresholds, *, expected: int, counted: int, unit_cost: Decimal) -> bool:
    """Whether a counted line differs by more than the policy lets pass; exactly the threshold passes."""
    difference = abs(counted - expected)
    if thresholds.quantity is not None and difference > thresholds.quantity:
        return True
    if thresholds.percent is not None and difference * 100 > thresholds.percent * expected:
        return True
    return thresholds.value is not None and difference * unit_cost > thresholds.value


def next_slot(schedule: Schedule, after: datetime) -> datetime | None:
    """The first instant of a schedule later than another; the schedule's own wall clock counts."""
    zone = ZoneInfo(schedule.time_zone)
    local = after.astimezone(zone).replace(tzinfo=None)
    slots = rrulestr(schedule.rrule, dtstart=ANCHOR)
    while (found := slots.after(local)) is not None:
        slot = found.replace(tzinfo=zone).astimezone(UTC)
        if slot > after:
            return slot
        local = found
    return None

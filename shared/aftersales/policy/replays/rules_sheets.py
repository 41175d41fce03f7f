"""The flips of a replay as rows of a sheet."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias
from uuid import UUID

from aftersales.kernel.sheets import Choice, Column, Kind, SheetSpec, Value
from aftersales.policy.model_decision import Outcome
from aftersales.policy.replays.model import Direction, Flip

OUTCOMES: Final = (
    Choice(Outcome.COVERED.value, "属三包", "Covered"),
    Choice(Outcome.REFUSED.value, "不予三包", "Refused"),
    Choice(Outcome.OPEN.value, "待人工决定", "Left open"),
    Choice(Outcome.UNKNOWN.value, "缺少事实", "Unknown"),
)
DIRECTIONS: Final = (
    Choice(Direction.FOR_DEALER.value, "对经销商有利", "For the dealer"),
    Choice(Direction.AGAINST_DEALER.value, "对经销商不利", "Against the dealer"),
    Choice(Direction.NEUTRAL.value, "无得失", "Neutral"),
)

Called: TypeAlias = Mapping[UUID, tuple[str, str]]
"""What people call the returns and their dealers; a case that is none of them stands by its id."""

FLIPS: Final = SheetSpec(
    "policy_replay_flips",
    (
        Column("decided_at", "决定时间", "Decided at"),
        Column("subject_id", "单据", "Case"),
        Column("line", "行", "Line"),
        Column("dealer_id", "经销商", "Dealer"),
        Column("direction", "影响", "Direction", kind=Kind.CHOICE, choices=DIRECTIONS),
        Column("before", "原结论", "Before", kind=Kind.CHOICE, choices=OUTCOMES),
        Column("after", "新结论", "After", kind=Kind.CHOICE, choices=OUTCOMES),
        Column("clause_before", "原条款", "Clause before"),
        Column("clause_after", "新条款", "Clause after"),
        Column("credit_before", "原贷记金额", "Credit before", kind=Kind.DECIMAL),
        Column("credit_after", "新贷记金额", "Credit after", kind=Kind.DECIMAL),
        Column("needs", "缺少的事实", "Facts needed"),
    ),
    zh="政策推演结果",
    en="Replay of a policy",
)


def flip_records(flips: Iterable[Flip], called: Called) -> list[dict[str, Value]]:
    """Flips as rows under `FLIPS`."""
    return [
        {
            "decided_at": flip.decided_at.isoformat(timespec="seconds"),
            "subject_id": called.get(flip.subject_id, (str(flip.subject_id), ""))[0],
            "line": flip.line,
            "dealer_id": called.get(flip.subject_id, ("", str(flip.dealer_id or "")))[1] or None,
            "direction": flip.direction.value,
            "before": flip.before.value,
            "after": flip.after.value,
            "clause_before": flip.clause_before,
            "clause_after": flip.clause_after,
            "credit_before": flip.credit_before.amount if flip.credit_before else None,
            "credit_after": flip.credit_after.amount if flip.credit_after else None,
            "needs": ", ".join(flip.needs) or None,
        }
        for flip in flips
    ]

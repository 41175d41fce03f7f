"""Use cases of rulings: rule otherwise than coverage advises, keep what approvers answered, read both."""

from collections.abc import Sequence
from uuid import UUID

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.model_decision import LineDecision, Outcome
from aftersales.policy.model_rights import Ruled
from aftersales.policy.model_versions import DecisionRow
from aftersales.policy.rulings import rules, store
from aftersales.policy.rulings.events import DecisionOverruled
from aftersales.policy.rulings.model import Answer, RulingId, RulingRow

__all__ = ["Answer", "keep_answers", "rule", "rulings_of"]


async def rule(tx: Tx, decision_id: UUID, line: str, ruled: Ruled, reason: str) -> RulingRow:
    """Rule otherwise than coverage, or the last ruling, says; within the authority that the policy in force gives."""
    tx.actor.require(Permission.DECISIONS_OVERRIDE)
    decision = await policy.decision(tx, decision_id)
    document = (await policy.in_force(tx)).document
    facts = next((one for one in decision.facts.lines if one.line == line), None)
    if facts is None:
        raise NotFound("line", "行")
    before = [one for one in await store.of_decision(tx, decision_id) if one.line == line]
    advised = _advice(decision, line)
    standing: Outcome | Ruled = before[-1].ruled if before else advised.outcome
    clause = rules.authority_for(document, facts, standing, ruled, tx.actor.roles)

    row = _row(tx, decision, advised, Answer(line=line, ruled=ruled, reason=reason), clause.clause)
    store.add(tx, [row])
    _announce(tx, row, decision)
    return row


def _advice(decision: DecisionRow, line: str) -> LineDecision:
    return next(one for one in decision.decision.lines if one.line == line)


def _row(tx: Tx, decision: DecisionRow, advised: LineDecision, answer: Answer, authority: str) -> RulingRow:
    return RulingRow(
        id=RulingId(new_id()),
        decision_id=decision.id,
        line=answer.line,
        dealer_id=decision.dealer_id,
        advised=advised.outcome,
        advised_clause=advised.clause,
        ruled=answer.ruled,
        authority=authority,
        reason=answer.reason,
        ruled_by=tx.actor.id,
        ruled_by_name=tx.actor.name,
        ruled_at=tx.now,
    )


def _announce(tx: Tx, row: RulingRow, decision: DecisionRow) -> None:
    tx.emit(
        DecisionOverruled(
            ruling_id=row.id,
            decision_id=decision.id,
            subject=decision.subject_kind,
            subject_id=decision.subject_id,
            dealer_id=decision.dealer_id,
            line=row.line,
            advised=row.advised.value,
            advised_clause=row.advised_clause,
            ruled=row.ruled.value,
            authority=row.authority,
            reason=row.reason,
        ),
    )


async def keep_answers(tx: Tx, decision_id: UUID, authority: str, answers: Sequence[Answer]) -> list[RulingRow]:
    """Keep what approvers made of the lines of a decision beside its advice; only a contradiction is announced."""
    if not answers:
        return []
    decision = await policy.decision(tx, decision_id)
    known = {one.line for one in decision.decision.lines}
    rows = [_row(tx, decision, _advice(decision, one.line), one, authority) for one in answers if one.line in known]
    store.add(tx, rows)
    for row in rows:
        if row.advised in {Outcome.COVERED, Outcome.REFUSED} and row.advised.value != row.ruled.value:
            _announce(tx, row, decision)
    return rows


async def rulings_of(tx: Tx, decision_id: UUID) -> list[RulingRow]:
    """The rulings on one decision, oldest first, each beside what was advised."""
    tx.actor.require(Permission.POLICY_READ)
    await policy.decision(tx, decision_id)
    return await store.of_decision(tx, decision_id)

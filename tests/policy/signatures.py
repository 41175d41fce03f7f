"""Approvals asked for and signed in a database."""

from datetime import timedelta
from decimal import Decimal

from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Actor
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.policy.approvals import service
from aftersales.policy.approvals.model import Answer, ApprovalRow, Verdict
from aftersales.policy.model import Subject
from aftersales.policy.service import Policy

YES = Verdict(answer=Answer.APPROVE)
NO = Verdict(answer=Answer.REJECT, reason="照片不清")
HOUR = timedelta(hours=1)


async def asked(
    database: Database,
    brand: Brand,
    policy: Policy,
    amount: str,
    *,
    by: Actor | None = None,
    dealer: OrganisationId | None = None,
) -> ApprovalRow:
    """An approval that an appeal of so much money asks for."""
    async with database.transaction(brand.id, by or brand.anyone) as tx:
        return await service.request_for_appeal(
            tx,
            policy=policy,
            amount=Money(Decimal(amount), "CNY"),
            subject=Subject.RETURN,
            subject_id=new_id(),
            dealer_id=dealer,
        )


async def signed(database: Database, brand: Brand, row: ApprovalRow, by: Actor, verdict: Verdict = YES) -> ApprovalRow:
    """The request after somebody's answer."""
    async with database.transaction(brand.id, by) as tx:
        await service.sign(tx, row.id, verdict)
    return await read(database, brand, row)


async def read(database: Database, brand: Brand, row: ApprovalRow) -> ApprovalRow:
    """The request as it stands."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        return await service.one(tx, row.id)

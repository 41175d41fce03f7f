"""Papers that follow the facts of a return."""

from uuid import UUID

from aftersales.claims.events import ReturnCancelled, ReturnDisposed, ReturnPacked, ReturnShipped
from aftersales.claims.returns import service as returns
from aftersales.claims.returns.model import Line, Return, ReturnId, ReturnState
from aftersales.documents import service as documents
from aftersales.documents.model import DocumentState
from aftersales.finance import service as finance
from aftersales.finance.events import CreditPosted
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.tx import Tx
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import Organisation
from aftersales_worker import papers
from aftersales_worker.subscriptions import on


def _cause(tx: Tx) -> UUID:
    """One fact makes one paper of a kind: its delivery is the cause."""
    if tx.delivery_id is None:
        raise ValueError("papers are made by deliveries")
    return tx.delivery_id


async def _factory(tx: Tx, factory_id: OrganisationId | None) -> Organisation:
    if factory_id is None:
        raise NotFound("factory", "工厂")
    return await tenancy.organisation(tx, factory_id)


async def _read(tx: Tx, return_id: ReturnId) -> tuple[Return, list[Line]]:
    return await returns.read(tx, return_id)


@on(ReturnPacked, name="documents.packing_papers")
async def packing_papers(tx: Tx, fact: ReturnPacked) -> None:
    """Have the packing list and the transport form made."""
    shown, lines = await _read(tx, fact.return_id)
    if shown.packing is None or shown.state is ReturnState.CANCELLED:
        return
    factory = await _factory(tx, shown.factory_id)
    for build in (
        lambda header: papers.packing_list(header, shown, lines, factory),
        lambda header: papers.transport_form(header, shown),
    ):
        await documents.request_paper(
            tx,
            subject_kind="return",
            subject_id=shown.id,
            dealer_id=shown.dealer_id,
            cause_id=_cause(tx),
            policy_version=shown.policy_label,
            build=build,
        )


@on(ReturnCancelled, name="documents.revoke_papers_of_cancelled_return")
async def revoke_papers_of_cancelled_return(tx: Tx, fact: ReturnCancelled) -> None:
    """Let nobody trust a packing list whose parcel will never leave."""
    issued, _ = await documents.documents(tx, subject_id=fact.return_id, limit=200)
    for paper in issued:
        if paper.state is not DocumentState.REVOKED:
            await documents.revoke(tx, paper.id, reason=f"退货单已取消 / return cancelled: {fact.number}")


@on(ReturnShipped, name="documents.transport_form_with_waybill")
async def transport_form_with_waybill(tx: Tx, fact: ReturnShipped) -> None:
    """Have the transport form made again, now with carrier and waybill [S02-R06]."""
    shown, _ = await _read(tx, fact.return_id)
    await documents.request_paper(
        tx,
        subject_kind="return",
        subject_id=shown.id,
        dealer_id=shown.dealer_id,
        cause_id=_cause(tx),
        policy_version=shown.policy_label,
        build=lambda header: papers.transport_form(header, shown),
    )


@on(ReturnDisposed, name="documents.inspection_report")
async def inspection_report(tx: Tx, fact: ReturnDisposed) -> None:
    """Have the inspection report made, once every line has its finding and its disposition [S11]."""
    shown, lines = await _read(tx, fact.return_id)
    factory = await _factory(tx, shown.factory_id)
    await documents.request_paper(
        tx,
        subject_kind="return",
        subject_id=shown.id,
        dealer_id=shown.dealer_id,
        cause_id=_cause(tx),
        policy_version=shown.policy_label,
        build=lambda header: papers.inspection_report(header, shown, lines, factory),
    )


@on(CreditPosted, name="documents.credit_note")
async def credit_note(tx: Tx, fact: CreditPosted) -> None:
    """Have the credit note of a settled return made."""
    if fact.cause_kind != "return_settled":
        return
    shown, lines = await _read(tx, ReturnId(fact.cause_id))
    credit, _ = await finance.credit(tx, fact.credit_note_id)
    dealer = await tenancy.organisation(tx, fact.dealer_id)
    await documents.request_paper(
        tx,
        subject_kind="return",
        subject_id=shown.id,
        dealer_id=shown.dealer_id,
        cause_id=_cause(tx),
        policy_version=shown.policy_label,
        build=lambda header: papers.credit_note(header, credit, shown, lines, dealer),
    )

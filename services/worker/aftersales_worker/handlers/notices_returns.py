"""What people are told of returns: one line for each kind of fact."""

from typing import Final

from aftersales.claims import events as claims
from aftersales.claims.returns import service as returns
from aftersales.claims.returns.model import Return, ReturnId
from aftersales.kernel.access import Role
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.kernel.money import zero
from aftersales.kernel.tx import Tx
from aftersales.notifications.model import Audience, Channel, People, Roles
from aftersales.policy.approvals import service as approvals
from aftersales.policy.model import Bystander
from aftersales.tenancy import service as tenancy
from aftersales_worker.telling import Params, ParamsOf, Who, WhoOf, tell

INBOX: Final = (Channel.INBOX,)
BOTH: Final = (Channel.INBOX, Channel.MAIL)
FACTORY: Final = (Role.FACTORY_RECEIVER, Role.WAREHOUSE_KEEPER)
CLERK: Final = (Role.AFTER_SALES_CLERK,)
DEALER: Final = (Bystander.DEALER,)


async def return_of(tx: Tx, return_id: object) -> Return:
    """The return that a fact is about, as it stands now."""
    found, _ = await returns.read(tx, ReturnId(return_id))  # type: ignore[arg-type]  # facts of several contexts call it by several types
    return found


async def requester(tx: Tx, return_id: object) -> Audience:
    """Whoever filed a return."""
    return People((PersonId((await return_of(tx, return_id)).filed_by),))


async def factory(tx: Tx, return_id: object) -> Audience | None:
    """The receivers of the factory that a return goes to."""
    factory_id = (await return_of(tx, return_id)).factory_id
    return None if factory_id is None else Roles(FACTORY, factory_id)


async def _requester(tx: Tx, fact: claims.ReturnFact) -> Audience:
    return await requester(tx, fact.return_id)


async def _factory(tx: Tx, fact: claims.ReturnFact) -> Audience | None:
    return await factory(tx, fact.return_id)


async def _approver(tx: Tx, fact: claims.ReturnFiled) -> Audience | None:
    if fact.approval_id is None:
        return None
    return Roles((await approvals.one(tx, fact.approval_id)).waiting_for)


async def _dealer_name(tx: Tx, dealer_id: OrganisationId) -> str:
    return (await tenancy.organisation(tx, dealer_id)).name


def _with(*fields: str, dealer: bool = False, **renamed: str) -> ParamsOf:
    """Parameters that stand in the fact: the number, these fields, and the dealer's name if the words use it."""

    async def params(tx: Tx, fact: claims.ReturnFact) -> Params:
        found: Params = {"number": fact.number}
        found |= {field: getattr(fact, field) for field in fields}
        found |= {name: getattr(fact, field) for name, field in renamed.items()}
        if dealer:
            found["dealer"] = await _dealer_name(tx, fact.dealer_id)
        return found

    return params


async def _settled(tx: Tx, fact: claims.ReturnSettled) -> Params:
    currency = fact.credits[0].amount.currency if fact.credits else (await tenancy.tenant(tx)).currency
    credit = sum((line.amount for line in fact.credits), start=zero(currency))
    return {"number": fact.number, "replaced": fact.replaced_quantity, "credit": credit}


def _tell(
    fact: type[Fact],
    template: str,
    params: ParamsOf,
    to: tuple[Who, ...] | WhoOf = (),
    channels: tuple[Channel, ...] = BOTH,
) -> None:
    tell(
        fact,
        template,
        to=to,
        params=params,
        channels=channels,
        link=lambda fact: f"/returns/{fact.return_id}",
        bystanders={
            Bystander.REQUESTER: _requester,
            Bystander.FACTORY: _factory,
            **({Bystander.APPROVER: _approver} if fact is claims.ReturnFiled else {}),
        },
    )


_tell(claims.ReturnFiled, "return_filed", _with("lines", dealer=True), CLERK, INBOX)
_tell(claims.ReturnApproved, "return_approved", _with(), DEALER)
_tell(claims.ReturnRefused, "return_refused", _with("reason"), DEALER)
_tell(claims.ReturnSentBack, "return_sent_back", _with("reason"), DEALER)
_tell(claims.ReturnCorrected, "return_corrected", _with(dealer=True), CLERK, INBOX)
_tell(claims.ReturnCancelled, "return_cancelled", _with("reason", dealer=True), CLERK, INBOX)
_tell(claims.ReturnAppealed, "return_appealed", _with("reason", dealer=True), (Role.AFTER_SALES_HEAD,))
_tell(claims.ReturnPacked, "return_packed", _with(dealer=True, quantity="total_quantity"))
_tell(claims.ReturnUnpacked, "return_unpacked", _with(dealer=True))
_tell(claims.ReturnShipped, "return_shipped", _with("carrier", "waybill", dealer=True), (Bystander.FACTORY,))
_tell(claims.ReturnReceived, "return_received", _with(quantity="received_quantity"), DEALER, INBOX)
_tell(claims.DealerCalled, "dealer_called", _with("note"), DEALER, INBOX)
_tell(claims.ReturnInspected, "return_inspected", _with(), (Bystander.DEALER, Role.AFTER_SALES_CLERK), INBOX)
_tell(claims.ReturnDisposed, "return_disposed", _with())
_tell(claims.ReturnSettled, "return_settled", _settled, DEALER)
_tell(claims.ReturnClosed, "return_closed", _with(), DEALER, INBOX)

tell(
    claims.ReturnReceived,
    "discrepancy_task",
    to=CLERK,
    params=_with(dealer=True, lines="discrepancies"),
    link=lambda fact: f"/returns/{fact.return_id}",
    when=lambda fact: fact.discrepancies > 0,
    is_fixed=True,
)

"""Facts that returns announce; names are contracts with policies, webhooks and the meter."""

from datetime import datetime
from typing import ClassVar, TypedDict
from uuid import UUID

from msgspec import Struct

from aftersales.catalog.model import PartId
from aftersales.claims.links.model import LinkId
from aftersales.claims.returns.model import ReturnId, ShipmentId
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money


class About(TypedDict):
    """What every fact about a return repeats."""

    return_id: ReturnId
    number: str
    dealer_id: OrganisationId


class ReturnFact(Fact, frozen=True, kw_only=True):
    """Base of all facts about one return."""

    SUBJECT: ClassVar[tuple[str, str]] = ("return", "return_id")
    return_id: ReturnId
    number: str
    dealer_id: OrganisationId


@announced
class ReturnFiled(ReturnFact, frozen=True, kw_only=True):
    """A dealer filed a return; `needs_approval` says whether a person must decide."""

    NAME: ClassVar[str] = "claims.return_filed"
    lines: int
    amount: Money
    policy_version_id: UUID
    needs_approval: bool
    approval_id: UUID | None = None


@announced
class ReturnApproved(ReturnFact, frozen=True, kw_only=True):
    """A return may be packed and sent; `automatic` when the policy alone decided."""

    NAME: ClassVar[str] = "claims.return_approved"
    automatic: bool


@announced
class ReturnRefused(ReturnFact, frozen=True, kw_only=True):
    """A return was refused, with the reason."""

    NAME: ClassVar[str] = "claims.return_refused"
    reason: str


@announced
class ReturnSentBack(ReturnFact, frozen=True, kw_only=True):
    """A return went back to the dealer for correction."""

    NAME: ClassVar[str] = "claims.return_sent_back"
    reason: str


@announced
class ReturnCorrected(ReturnFact, frozen=True, kw_only=True):
    """The dealer corrected a return that was sent back."""

    NAME: ClassVar[str] = "claims.return_corrected"
    lines: int


@announced
class ReturnAppealed(ReturnFact, frozen=True, kw_only=True):
    """The dealer appealed a refusal."""

    NAME: ClassVar[str] = "claims.return_appealed"
    reason: str


@announced
class ReturnCancelled(ReturnFact, frozen=True, kw_only=True):
    """A return was taken back before it was shipped."""

    NAME: ClassVar[str] = "claims.return_cancelled"
    reason: str


@announced
class ReturnPacked(ReturnFact, frozen=True, kw_only=True):
    """The parts are packed and the papers filled in."""

    NAME: ClassVar[str] = "claims.return_packed"
    total_quantity: int


@announced
class ReturnUnpacked(ReturnFact, frozen=True, kw_only=True):
    """Packing was undone to be done again."""

    NAME: ClassVar[str] = "claims.return_unpacked"


@announced
class ReturnShipped(ReturnFact, frozen=True, kw_only=True):
    """The parts are on their way under a waybill."""

    NAME: ClassVar[str] = "claims.return_shipped"
    shipment_id: ShipmentId
    carrier: str
    waybill: str


@announced
class ReturnReceived(ReturnFact, frozen=True, kw_only=True):
    """The parts arrived; `discrepancies` counts the lines that differ from what was announced."""

    NAME: ClassVar[str] = "claims.return_received"
    discrepancies: int
    received_quantity: int


@announced
class DealerCalled(ReturnFact, frozen=True, kw_only=True):
    """The dealer was phoned about what arrived [S02-R04]."""

    NAME: ClassVar[str] = "claims.dealer_called"
    task_id: UUID
    note: str


@announced
class ReturnInspected(ReturnFact, frozen=True, kw_only=True):
    """Every received line has a finding."""

    NAME: ClassVar[str] = "claims.return_inspected"


@announced
class ReturnDisposed(ReturnFact, frozen=True, kw_only=True):
    """Every received line has a disposition."""

    NAME: ClassVar[str] = "claims.return_disposed"


class Credited(Struct, frozen=True, kw_only=True):
    """One line's credit inside a settlement."""

    line: int
    part_id: PartId
    part_number: str
    part_name: str
    quantity: int
    unit_price: Money
    amount: Money
    clause: str


@announced
class ReturnSettled(ReturnFact, frozen=True, kw_only=True):
    """Replacements left stock and credits are due; finance posts `credits` once."""

    NAME: ClassVar[str] = "claims.return_settled"
    credits: tuple[Credited, ...]
    replaced_quantity: int


@announced
class ReturnClosed(ReturnFact, frozen=True, kw_only=True):
    """Nothing is left to do."""

    NAME: ClassVar[str] = "claims.return_closed"


@announced
class CustomerLinkGiven(ReturnFact, frozen=True, kw_only=True):
    """Somebody made a link by which the customer sees where the return is, until it expires."""

    NAME: ClassVar[str] = "claims.customer_link_given"
    expires_at: datetime
    link_id: LinkId | None = None


@announced
class CustomerLinkRevoked(ReturnFact, frozen=True, kw_only=True):
    """Somebody took a customer's link back: it opens nothing any more."""

    NAME: ClassVar[str] = "claims.customer_link_revoked"
    link_id: LinkId
    reason: str


@announced
class CustomerLinksRevoked(ReturnFact, frozen=True, kw_only=True):
    """Somebody took back all links of a return that they could, and every token from before links had rows."""

    NAME: ClassVar[str] = "claims.customer_links_revoked"
    links: int
    reason: str

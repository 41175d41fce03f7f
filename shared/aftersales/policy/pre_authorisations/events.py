"""Facts about pre-authorisations."""

from datetime import date
from typing import ClassVar, TypedDict

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.policy.pre_authorisations.model import PreAuthorisationId
from aftersales.units.model import UnitId


class About(TypedDict):
    """What every fact about a pre-authorisation repeats."""

    pre_authorisation_id: PreAuthorisationId
    unit_id: UnitId
    serial: str
    dealer_id: OrganisationId
    clause: str


class PreFact(Fact, frozen=True, kw_only=True):
    """Base of facts about one pre-authorisation."""

    SUBJECT: ClassVar[tuple[str, str]] = ("pre_authorisation", "pre_authorisation_id")
    pre_authorisation_id: PreAuthorisationId
    unit_id: UnitId
    serial: str
    dealer_id: OrganisationId
    clause: str


@announced
class PreAuthorisationAsked(PreFact, frozen=True, kw_only=True):
    """A dealer asked before the work begins; `roles` may answer."""

    NAME: ClassVar[str] = "policy.pre_authorisation_asked"
    amount: Money
    reason: str
    roles: tuple[str, ...]


@announced
class PreAuthorisationGranted(PreFact, frozen=True, kw_only=True):
    """It is allowed, up to an amount and until a day."""

    NAME: ClassVar[str] = "policy.pre_authorisation_granted"
    up_to: Money
    valid_until: date


@announced
class PreAuthorisationRefused(PreFact, frozen=True, kw_only=True):
    """It is not allowed."""

    NAME: ClassVar[str] = "policy.pre_authorisation_refused"
    answer: str


@announced
class PreAuthorisationWithdrawn(PreFact, frozen=True, kw_only=True):
    """The dealer does not need it any more, or the manufacturer took it back before it was used."""

    NAME: ClassVar[str] = "policy.pre_authorisation_withdrawn"
    answer: str

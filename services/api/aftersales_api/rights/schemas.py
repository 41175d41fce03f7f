"""Questions and answers about statutes, rights and entitlement."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from aftersales.kernel.errors import FieldError, Invalid, Malformed
from aftersales.kernel.money import Money
from aftersales.policy.entitlement.service import Asked, AskedRights
from aftersales.policy.model_terms import FaultCause
from aftersales.policy.statutes.model import Category, Confidence, Statute, Text
from aftersales.policy.statutes.model_facts import (
    Fault,
    Instant,
    Interval,
    Promise,
    Province,
    Reading,
    Repair,
    RightsFacts,
)
from aftersales_api.deps import Body

Code = Annotated[str, Meta(min_length=1, max_length=64)]


class AskEntitlement(Body, frozen=True, kw_only=True):
    """A unit on record, and as much as is known of the part and the fault; today if no day is given."""

    unit_id: UUID
    on: date | None = None
    part_number: Code | None = None
    part_category: Code | None = None
    fault_code: Code | None = None
    cause: FaultCause | None = None

    def asked(self) -> Asked:
        """The question without the unit."""
        return Asked(**{name: getattr(self, name) for name in Asked.__struct_fields__})


class AskRights(Body, frozen=True, kw_only=True):
    """A unit on record with what its record cannot know, or all facts of a unit that nobody registered."""

    unit_id: UUID | None = None
    on: date | None = None
    category: Category | None = None
    province: Province | None = None
    at: Instant | None = None
    invoice_on: date | None = None
    delivery_on: date | None = None
    is_installation_agreed: bool | None = None
    installed_on: date | None = None
    exchanged_on: date | None = None
    certificate_until: date | None = None
    readings: Annotated[tuple[Reading, ...], Meta(max_length=500)] = ()
    is_odometer_tampered: bool = False
    price: Money | None = None
    fault: Fault | None = None
    requested_on: date | None = None
    repairs: Annotated[tuple[Repair, ...], Meta(max_length=200)] = ()
    force_majeure: Annotated[tuple[Interval, ...], Meta(max_length=50)] = ()
    is_remote_sale: bool | None = None
    is_durable: bool | None = None
    has_state_rule: bool | None = None
    has_agreement: bool | None = None
    promise: Promise | None = None

    def of_record(self) -> AskedRights:
        """What may be asked beside a unit's own record; a fact that the record keeps is refused by its place."""
        allowed = {"unit_id", *AskedRights.__struct_fields__}
        given = [name for name, value in msgspec.structs.asdict(self).items() if value not in (None, (), False)]
        wrong = tuple(
            FieldError(
                pointer=f"/{name}",
                code="fact_of_record",
                zh="该事实取自整机档案，不能另行填写。",
                en="This fact is taken from the unit's own record.",
            )
            for name in given
            if name not in allowed
        )
        if wrong:
            raise Invalid(*wrong)
        return AskedRights(**{name: getattr(self, name) for name in AskedRights.__struct_fields__})

    def facts(self) -> RightsFacts:
        """All facts as the law asks about them, of a unit that is not on record."""
        if self.category is None or self.at is None:
            field = "category" if self.category is None else "at"
            raise Malformed(reason=f"{field} or unit_id is needed", pointer=f"/{field}")
        return RightsFacts(**{name: getattr(self, name) for name in RightsFacts.__struct_fields__})


class StatuteSummary(Struct, frozen=True, kw_only=True):
    """One version of one rule of law, without its figures."""

    code: str
    title: Text
    authority: Text
    jurisdiction: str
    from_day: date | None
    until: date | None
    repealed_by: str | None
    categories: list[Category]
    confidence: list[Confidence]
    """How well its figures are attested, best first."""

    @classmethod
    def of(cls, statute: Statute) -> "StatuteSummary":
        """What a list shows of a statute."""
        return cls(
            code=statute.code,
            title=statute.title,
            authority=statute.authority,
            jurisdiction=statute.jurisdiction,
            from_day=statute.effect.from_day,
            until=statute.effect.until,
            repealed_by=statute.repealed_by,
            categories=[one.category for one in statute.governs],
            confidence=sorted({one.confidence for one in statute.provisions}),
        )


class StatuteList(Struct, frozen=True, kw_only=True):
    """Every statute on record."""

    items: list[StatuteSummary]

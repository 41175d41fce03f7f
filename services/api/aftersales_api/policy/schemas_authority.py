"""Requests and answers of rulings, goodwill and pre-authorisations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.kernel.money import Money
from aftersales.policy.model_rights import Ruled
from aftersales.policy.pre_authorisations.model import PreLine
from aftersales.policy.rulings.model import RulingRow
from aftersales_api.deps import Body

LineName = Annotated[str, Meta(min_length=1, max_length=40, examples=["1"])]
Reason = Annotated[str, Meta(min_length=1, max_length=1000)]


class Rule(Body, frozen=True, kw_only=True):
    """What a line is to be, and why."""

    line: LineName
    ruled: Ruled
    reason: Reason


class RulingList(Struct, frozen=True, kw_only=True):
    """Every ruling on one decision."""

    items: list[RulingRow]


class GrantGoodwill(Body, frozen=True, kw_only=True):
    """How much a line gets beyond coverage, by which clause of the policy, and why."""

    decision_id: UUID
    line: LineName
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    amount: Money
    reason: Reason


class Because(Body, frozen=True, kw_only=True):
    """Why."""

    reason: Reason


class AskBeforehand(Body, frozen=True, kw_only=True):
    """A unit, the parts that are to be replaced, and why."""

    unit_id: UUID
    lines: Annotated[tuple[PreLine, ...], Meta(min_length=1, max_length=100)]
    reason: Reason


class AllowBeforehand(Body, frozen=True, kw_only=True):
    """Up to which amount and until which day; without them, what was asked and as long as the policy allows."""

    up_to: Money | None = None
    valid_until: date | None = None
    answer: Annotated[str, Meta(max_length=1000)] = ""


class RefuseBeforehand(Body, frozen=True, kw_only=True):
    """Why it is not allowed, or not needed any more."""

    answer: Reason

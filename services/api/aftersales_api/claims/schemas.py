"""Requests and answers of returns."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from aftersales.claims.handling.model import DiscrepancyOf, Disposed, Found, ReceivedExtra, ReceivedLine
from aftersales.claims.returns.model import AskedLine, Line, Packing, RefusedLines, RefuseLine, Return
from aftersales.kernel.money import Money
from aftersales.policy.approvals.model import Answer
from aftersales.policy.model import LineDecision, ReturnAddress, StepNeeded
from aftersales_api.deps import Body

Lines = Annotated[tuple[AskedLine, ...], Meta(min_length=1, max_length=1000)]
Reason = Annotated[str, Meta(min_length=1, max_length=1000)]


class AskVerdict(Body, frozen=True, kw_only=True):
    """Lines to be judged without filing them."""

    lines: Lines
    pre_authorisation_id: UUID | None = None


class VerdictShown(Struct, frozen=True, kw_only=True):
    """What the policy says of each line, and who would have to approve the whole."""

    policy_version_id: UUID
    policy: str
    lines: tuple[LineDecision, ...]
    amount: Money
    route: ReturnAddress | None
    steps: tuple[StepNeeded, ...]
    is_complete: bool


class FileReturn(Body, frozen=True, kw_only=True):
    """A return; with `refused_lines` at `keep` the lines that the policy refuses stay on record for an appeal."""

    lines: Lines
    refused_lines: RefusedLines = RefusedLines.REJECT
    packing: Packing | None = None
    pre_authorisation_id: UUID | None = None
    """What was allowed for these parts before the work began; filing uses it up."""


class CorrectReturn(Body, frozen=True, kw_only=True):
    """Lines in place of those that were sent back."""

    lines: Lines
    refused_lines: RefusedLines = RefusedLines.REJECT


class ReturnShown(Struct, frozen=True, kw_only=True):
    """A return with its lines and what differed when it arrived."""

    summary: Return
    lines: list[Line]
    discrepancies: list[DiscrepancyOf]


class Decide(Body, frozen=True, kw_only=True):
    """An approver's answer; single lines may be refused while the rest is approved."""

    answer: Answer
    reason: Annotated[str, Meta(max_length=1000)] = ""
    fields: dict[str, Annotated[str, Meta(max_length=200)]] = field(default_factory=dict)
    refused_lines: Annotated[tuple[RefuseLine, ...], Meta(max_length=1000)] = ()


class Because(Body, frozen=True, kw_only=True):
    """Why."""

    reason: Reason


class Pack(Body, frozen=True, kw_only=True):
    """The papers that travel with the parts; without a body those given at filing are taken."""

    packing: Packing | None = None


class SendingShown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One return of a shipment and the version of it that was seen."""

    id: UUID
    version: Annotated[int, Meta(ge=1)]


class Ship(Body, frozen=True, kw_only=True):
    """Packed returns under one waybill."""

    returns: Annotated[tuple[SendingShown, ...], Meta(min_length=1, max_length=100)]
    carrier: Annotated[str, Meta(min_length=1, max_length=100)]
    waybill: Annotated[str, Meta(min_length=4, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]
    shipped_on: date


class Receive(Body, frozen=True, kw_only=True):
    """What arrived, line by line, and what nobody announced."""

    lines: Annotated[tuple[ReceivedLine, ...], Meta(min_length=1, max_length=1000)]
    extras: Annotated[tuple[ReceivedExtra, ...], Meta(max_length=1000)] = ()


class Inspect(Body, frozen=True, kw_only=True):
    """A finding for every line in hand."""

    lines: Annotated[tuple[Found, ...], Meta(max_length=1000)]


class Dispose(Body, frozen=True, kw_only=True):
    """A disposition for every line in hand."""

    lines: Annotated[tuple[Disposed, ...], Meta(max_length=1000)]


class FinishTask(Body, frozen=True, kw_only=True):
    """What was said."""

    note: Reason

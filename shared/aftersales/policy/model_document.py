"""The policy document: one Struct per section; a tenant edits it as JSON, a version of it never changes."""

from decimal import Decimal

from aftersales.kernel.calendar import Calendar
from aftersales.policy.approvals.model import ApprovalChain
from aftersales.policy.model_rights import Goodwill, PreAuthorisation, Rights
from aftersales.policy.model_terms import (
    Exclusion,
    ExtendedCard,
    RepairGuarantee,
    ResidentService,
    Term,
    UndecidedRule,
)
from aftersales.policy.model_words import Article, Channel, Clause, Disposition, Finding, Language, Products, Text
from aftersales.policy.stopwatches.model import StopwatchRule


class Form(Article, frozen=True, kw_only=True):
    """The fields of a form that must be filled."""

    code: str
    text: Text
    required: tuple[str, ...]


class ReturnAddress(Article, frozen=True, kw_only=True):
    """Where a factory takes returns; each factory has exactly one that is valid [S14-R01]."""

    factory: str
    consignee: str
    phone: str
    address: str


class RouteOverride(Article, frozen=True, kw_only=True):
    """Products that go to another factory than the one that makes them."""

    clause: str
    products: Products
    factory: str


class Routing(Clause, frozen=True, kw_only=True):
    """Returns go to the factory that makes the model, unless an override names another [S02-R02]."""

    addresses: tuple[ReturnAddress, ...]
    overrides: tuple[RouteOverride, ...] = ()


class NamedCalendar(Article, frozen=True, kw_only=True):
    """A calendar that stopwatches and terms refer to by code."""

    code: str
    text: Text
    calendar: Calendar


class Schedule(Article, frozen=True, kw_only=True):
    """When something recurs: an RFC 5545 recurrence rule on a wall clock."""

    rrule: str
    time_zone: str


class WarehouseSelector(Article, frozen=True, kw_only=True):
    """Which warehouses: named by code, or all of a kind."""

    codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class RecountThresholds(Article, frozen=True, kw_only=True):
    """A difference beyond any of these is counted again by somebody else; exactly this is not."""

    quantity: int | None = None
    percent: Decimal | None = None
    value: Decimal | None = None


class CountRule(Article, frozen=True, kw_only=True):
    """A scheduled stock count (盘点) and who approves its gains and losses [S01-R23]."""

    code: str
    text: Text
    schedule: Schedule
    warehouses: WarehouseSelector
    recount: RecountThresholds
    approver: str
    blind: bool = True


class NotificationRule(Article, frozen=True, kw_only=True):
    """Who is told of a fact, by which channels, in which languages; a forbidden channel is never used."""

    event: str
    audience: tuple[str, ...]
    channels: tuple[Channel, ...]
    forbidden: tuple[Channel, ...] = ()
    languages: tuple[Language, ...]


class ReturnRules(Clause, frozen=True, kw_only=True):
    """How a return runs; a figure that is left out must be supplied before publication."""

    max_lines: int
    photos_required: int
    ship_within_days: int | None = None
    appeal_within_days: int | None = None
    dispositions: dict[Finding, tuple[Disposition, ...]]
    credit_percent: int | None = None
    """The credit for a part, in percent of its unit price."""
    old_part_before_credit: bool
    call_dealer_within: str
    """The stopwatch that runs from receipt to the call to the dealer [S02-R04]."""


class PolicyDocument(Article, frozen=True, kw_only=True):
    """One whole policy."""

    name: Text
    summary: Text
    currency: str
    time_zone: str
    terms: tuple[Term, ...]
    exclusions: tuple[Exclusion, ...]
    forms: tuple[Form, ...]
    routing: Routing
    approval_chains: tuple[ApprovalChain, ...]
    stopwatches: tuple[StopwatchRule, ...]
    calendars: tuple[NamedCalendar, ...]
    counts: tuple[CountRule, ...]
    notifications: tuple[NotificationRule, ...]
    returns: ReturnRules
    repair_guarantees: tuple[RepairGuarantee, ...] = ()
    extended_cards: tuple[ExtendedCard, ...] = ()
    resident_services: tuple[ResidentService, ...] = ()
    undecided: tuple[UndecidedRule, ...] = ()
    rights: Rights = Rights()
    goodwill: tuple[Goodwill, ...] = ()
    pre_authorisations: tuple[PreAuthorisation, ...] = ()

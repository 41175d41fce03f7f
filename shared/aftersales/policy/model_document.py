"""The policy document: one Struct per section; a tenant edits it as JSON or YAML, a version of it never changes."""

from aftersales.kernel.calendar import Calendar
from aftersales.policy.approvals.model import ApprovalChain
from aftersales.policy.model_money import (
    AddressRule,
    CarrierRule,
    CommissionRate,
    DiscountCap,
    FreightRule,
    LiabilityShares,
    OrderRules,
    PaymentGate,
    Penalty,
    PriceRule,
    ProtectedTopic,
    QuoteRule,
)
from aftersales.policy.model_returns import (
    FilingWindow,
    Form,
    RemoteFirst,
    ReturnAddress,
    ReturnRules,
    RouteOverride,
    Routing,
    Scope,
)
from aftersales.policy.model_rights import Goodwill, Override, PreAuthorisation, Rights
from aftersales.policy.model_service import (
    Appointment,
    Dossier,
    FollowUp,
    Intake,
    JobRules,
    Maintenance,
    PauseReason,
    Position,
    Threshold,
    Visit,
)
from aftersales.policy.model_stock import (
    CountRule,
    OldPartRule,
    PartQuota,
    PartsRules,
    RecountThresholds,
    Replenishment,
    ReportDue,
    Schedule,
    SupplierTerms,
    WarehouseSelector,
)
from aftersales.policy.model_terms import (
    Exclusion,
    ExtendedCard,
    RepairGuarantee,
    ResidentService,
    Term,
    UndecidedRule,
)
from aftersales.policy.model_words import Article, Channel, Language, Text
from aftersales.policy.stopwatches.model import StopwatchRule

__all__ = [
    "CountRule",
    "Form",
    "NamedCalendar",
    "NotificationRule",
    "PolicyDocument",
    "RecountThresholds",
    "ReturnAddress",
    "ReturnRules",
    "RouteOverride",
    "Routing",
    "Schedule",
    "WarehouseSelector",
]


class NamedCalendar(Article, frozen=True, kw_only=True):
    """A calendar that stopwatches and terms refer to by code."""

    code: str
    text: Text
    calendar: Calendar


class NotificationRule(Article, frozen=True, kw_only=True):
    """Who is told of a fact, by which channels, in which languages; a forbidden channel is never used."""

    event: str
    audience: tuple[str, ...]
    channels: tuple[Channel, ...]
    forbidden: tuple[Channel, ...] = ()
    languages: tuple[Language, ...]
    source: tuple[str, ...] = ()


class PolicyDocument(Article, frozen=True, kw_only=True):
    """One whole policy. What stands below `returns` came later: a document without it means what it meant before."""

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
    overrides: tuple[Override, ...] = ()
    scopes: tuple[Scope, ...] = ()
    remote_first: tuple[RemoteFirst, ...] = ()
    windows: tuple[FilingWindow, ...] = ()
    positions: tuple[Position, ...] = ()
    pause_reasons: tuple[PauseReason, ...] = ()
    quotas: tuple[PartQuota, ...] = ()
    replenishments: tuple[Replenishment, ...] = ()
    parts: PartsRules | None = None
    old_parts: tuple[OldPartRule, ...] = ()
    suppliers: tuple[SupplierTerms, ...] = ()
    reports: tuple[ReportDue, ...] = ()
    prices: tuple[PriceRule, ...] = ()
    quotes: QuoteRule | None = None
    discounts: tuple[DiscountCap, ...] = ()
    payment_gates: tuple[PaymentGate, ...] = ()
    orders: OrderRules | None = None
    freight: tuple[FreightRule, ...] = ()
    carriers: tuple[CarrierRule, ...] = ()
    return_address: AddressRule | None = None
    protected_topics: tuple[ProtectedTopic, ...] = ()
    liability: tuple[LiabilityShares, ...] = ()
    commissions: tuple[CommissionRate, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    intake: tuple[Intake, ...] = ()
    appointments: Appointment | None = None
    visits: Visit | None = None
    jobs: JobRules | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    dossiers: tuple[Dossier, ...] = ()

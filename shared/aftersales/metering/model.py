"""Words of metering: meters, usage events, and what they add up to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import PersonId, TenantId

UsageEventId = NewType("UsageEventId", UUID)


class Meter(StrEnum):
    """What is counted."""

    RETURNS_FILED = "returns_filed"
    DOCUMENTS_RENDERED = "documents_rendered"
    DOCUMENT_BYTES_KEPT = "document_bytes_kept"
    MESSAGES_SENT = "messages_sent"
    ACTIVE_USERS = "active_users"
    API_CALLS = "api_calls"


class Measure(StrEnum):
    """How a meter's events become one figure for a period."""

    SUM = "sum"  # all quantities of the period together
    LEVEL = "level"  # what is there at the period's end: everything that came less everything that went
    DISTINCT = "distinct"  # how many different people


MEASURES: Final = {
    Meter.RETURNS_FILED: Measure.SUM,
    Meter.DOCUMENTS_RENDERED: Measure.SUM,
    Meter.DOCUMENT_BYTES_KEPT: Measure.LEVEL,
    Meter.MESSAGES_SENT: Measure.SUM,
    Meter.ACTIVE_USERS: Measure.DISTINCT,
    Meter.API_CALLS: Measure.SUM,
}
LEVELS: Final = frozenset(meter for meter, measure in MEASURES.items() if measure is Measure.LEVEL)
ADDED_UP: Final = tuple(meter for meter, measure in MEASURES.items() if measure is not Measure.DISTINCT)
"""Meters whose figures are sums of usage events."""


class CauseKind(StrEnum):
    """Where a usage event comes from, so that whoever doubts it can look there."""

    FACT = "fact"
    BATCH = "batch"  # requests that one API process counted in a few seconds
    CORRECTION = "correction"
    PERSON = "person"


class Outcome(StrEnum):
    """How a request ended; the dimension of `api_calls`."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


class Grain(StrEnum):
    """How long the periods of a reading are: hours are UTC hours, months are the tenant's own."""

    HOUR = "hour"
    MONTH = "month"


class UsageEvent(Struct, frozen=True, kw_only=True):
    """Something that was used; `id` is computed from the cause, so the same use can be told twice and counts once."""

    id: UsageEventId
    meter: Meter
    quantity: int
    occurred_at: datetime
    cause_kind: CauseKind
    cause_id: UUID
    dimension: str = ""


class RecordedEvent(UsageEvent, frozen=True, kw_only=True):
    """A usage event as it stands in the record; a correction names the event it takes from, and why."""

    month: date
    recorded_at: datetime
    corrects: UsageEventId | None = None
    reason: str = ""


class Total(Struct, frozen=True, kw_only=True):
    """One row of a roll-up."""

    meter: Meter
    dimension: str
    starts_at: datetime
    quantity: int


class Reading(Struct, frozen=True, kw_only=True):
    """A meter's figure for one period; `by` splits it (messages by channel, calls by outcome)."""

    meter: Meter
    measure: Measure
    period: str
    starts_at: datetime
    quantity: int
    by: dict[str, int]


class Usage(Struct, frozen=True, kw_only=True):
    """What a tenant used; a period that is absent saw nothing of that meter: zero, or a level as before.

    `opening` holds the levels before the first period.
    """

    time_zone: str
    grain: Grain
    since: date
    until: date
    opening: dict[str, int]
    readings: list[Reading]


class Recounted(Struct, frozen=True, kw_only=True):
    """A month's figure beside what its events add up to."""

    meter: Meter
    dimension: str
    rolled_up: int
    recomputed: int

    @property
    def agrees(self) -> bool:
        """Whether they are the same."""
        return self.rolled_up == self.recomputed


class RecountedHour(Recounted, frozen=True, kw_only=True):
    """An hour whose figure is not what its events add up to."""

    hour: datetime


class Recomputation(Struct, frozen=True, kw_only=True):
    """A month counted again from its events; `hours` lists the hours that differ, at most a hundred."""

    month: str
    agrees: bool
    months: list[Recounted]
    hours: list[RecountedHour]


class Calls(Struct, frozen=True, kw_only=True):
    """Requests of one tenant with one outcome, inside one quarter of an hour, as a process counted them."""

    tenant_id: TenantId
    outcome: Outcome
    first_at: datetime
    count: int


class Visit(Struct, frozen=True):
    """A person seen at work for a tenant in a quarter of an hour."""

    tenant_id: TenantId
    person_id: PersonId
    at: datetime


class CallBatch(Struct, frozen=True, kw_only=True):
    """What an API process counted since its last flush; sent again under the same `id` it changes nothing."""

    id: UUID
    calls: tuple[Calls, ...]
    visits: tuple[Visit, ...]

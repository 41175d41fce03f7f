"""Days of a promise: from which it runs, what stops it, and on which day it ends."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from typing import Final, NamedTuple, Protocol

from aftersales.kernel.calendar import Calendar, add_months, roll_forward
from aftersales.policy.entitlement.model import Stop
from aftersales.policy.model_terms import AfterExchange, Suspension, Term
from aftersales.policy.model_words import StartEvent
from aftersales.policy.statutes.model_facts import Interval, Reading, Repair
from aftersales.policy.statutes.rules_time import ZONE, days_of, later, local_day, merged

START_FIELDS: Final = {
    StartEvent.SALE: "sold_on",
    StartEvent.INVOICE: "invoiced_on",
    StartEvent.DELIVERY: "delivered_on",
    StartEvent.INSTALLATION: "installed_on",
    StartEvent.ACCEPTANCE: "accepted_on",
}
"""The fact of a unit that each start event is read from."""

LAST_MOMENT: Final = time(23, 59, 59)


class Lived(Protocol):
    """As much of a unit as its days depend on."""

    @property
    def km(self) -> int | None:
        """What the register knows of its mileage."""

    @property
    def hours(self) -> int | None:
        """What the register knows of its hours."""

    @property
    def exchanged_on(self) -> date | None:
        """The day on which it was given in exchange."""

    @property
    def certificate_until(self) -> date | None:
        """The last day that its certificate states."""

    @property
    def is_odometer_tampered(self) -> bool:
        """Whether somebody changed its odometer."""

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Its repairs."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What its odometer showed."""

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Stretches in which it could not be used."""


class Start(NamedTuple):
    """The day from which something runs and the fact it is read from, or the facts that would tell."""

    on: date | None
    field: str
    needs: tuple[str, ...] = ()


def end_of(day: date) -> datetime:
    """The last moment of a day, where the products are."""
    return datetime.combine(day, LAST_MOMENT, ZONE)


def first_known(unit: object, events: tuple[StartEvent, ...], on: date) -> Start:
    """The first of some events that is known; a start that lies after the day is no known start."""
    for event in events:
        day: date | None = getattr(unit, START_FIELDS[event])
        if day is not None and day <= on:
            return Start(day, START_FIELDS[event])
    return Start(None, START_FIELDS[events[0]], (f"unit.{START_FIELDS[events[0]]}",))


def start_of(term: Term, unit: Lived, on: date) -> Start:
    """The day from which a term runs; an exchange of the unit starts it anew where the policy says so."""
    exchanged = unit.exchanged_on
    if term.after_exchange is AfterExchange.RESTART and exchanged is not None and exchanged <= on:
        return Start(exchanged, "exchanged_on")
    return first_known(unit, (term.start, *term.otherwise_from), on)


def stretches(unit: Lived, kinds: Collection[Suspension]) -> Iterator[Interval]:
    """What stops a term of some kinds."""
    for repair in unit.repairs:
        if Suspension.UNDER_REPAIR in kinds:
            yield Interval(start=repair.brought_in_at, end=repair.returned_at)
        if Suspension.WAITING_FOR_PARTS in kinds:
            yield from repair.waiting_for_parts
    for stop in unit.stops:
        if Suspension(stop.kind.value) in kinds:
            yield Interval(start=stop.start, end=stop.end)


def suspended(unit: Lived, kinds: Collection[Suspension], start: date, end: date, on: date) -> date:
    """A last day moved by every day that stood still before it, each stretch by the 24 hours begun."""
    for one in merged(stretches(unit, kinds), end_of(on)):
        if start <= local_day(one.start) <= end:
            end = later(end, days_of(one.end - one.start))
    return end


def last_day(term: Term, unit: Lived, start: date, on: date, calendar: Calendar | None) -> date | None:
    """The last covered day of a term, inclusive; nothing where only the certificate knows it and nobody read it."""
    if term.by_certificate:
        end = unit.certificate_until
        if end is None:
            return None
    else:
        end = later(start, term.days) if term.days is not None else add_months(start, term.months or 0)
    if term.suspended_by:
        end = suspended(unit, term.suspended_by, start, end, on)
    return end if calendar is None else roll_forward(end, calendar)


def kilometres(unit: Lived, on: date) -> int | None:
    """The furthest that an odometer ever showed; nothing if nobody read it or somebody changed it."""
    if unit.is_odometer_tampered:
        return None
    read = [one.km for one in unit.readings if one.on <= on]
    return max((one for one in (unit.km, *read) if one is not None), default=None)

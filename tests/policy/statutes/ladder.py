"""Units, repairs and faults to ask about, and short ways to read the ladder."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from aftersales.kernel.money import Money
from aftersales.policy.statutes.model import Category, RightKind, SafetyFailure
from aftersales.policy.statutes.model_answer import Right, RightsAnswer, RightState
from aftersales.policy.statutes.model_facts import Fault, Interval, Reading, Repair, RightsFacts
from aftersales.policy.statutes.rules import rights_of
from aftersales.policy.statutes.rules_time import ZONE
from aftersales.policy.statutes.service import STATUTES

SOLD: Final = date(2026, 6, 1)
CAR: Final = "household-cars-2022"
OLD_CAR: Final = "household-cars-2013"
GOODS: Final = "goods-1995"
PHONE: Final = "mobile-phones-2001"
MOTORCYCLE: Final = "motorcycles"
LAW: Final = "consumer-protection-2013"
NOW, RIPENS, LAPSED, UNKNOWN = RightState.NOW, RightState.RIPENS, RightState.LAPSED, RightState.UNKNOWN


def noon(day: date) -> datetime:
    """Noon of a day in China."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def after(days: int, start: date = SOLD) -> date:
    """A day so many days after the sale."""
    return start + timedelta(days=days)


def sold(category: Category, today: date, **changes: object) -> RightsFacts:
    """A unit sold and delivered on one day, read today, with whatever else is known."""
    known = RightsFacts(
        category=category,
        at=noon(today),
        invoice_on=SOLD,
        delivery_on=SOLD,
        readings=(Reading(on=min(SOLD, today), km=0),),
        price=Money(Decimal(200_000), "CNY"),
    )
    return replace(known, **changes)


def car(today: date, **changes: object) -> RightsFacts:
    """A household car."""
    return sold(Category.HOUSEHOLD_CAR, today, **changes)


def fault(**changes: object) -> Fault:
    """A fault that was found today and is nothing special."""
    known = Fault(
        identity="F1",
        is_main_part=False,
        needs_replacement=False,
        persists=False,
        is_safety_fault=False,
        safety_failure=SafetyFailure.NONE,
        component="body",
    )
    return replace(known, **changes)


def repair(day: date, *, days: float = 1, **changes: object) -> Repair:
    """A repair that took so many days from noon on."""
    known = Repair(
        brought_in_at=noon(day),
        returned_at=noon(day) + timedelta(days=days),
        fault="F1",
        is_safety_fault=False,
        is_loaner_given=True,
    )
    return replace(known, **changes)


def repairs(count: int, *, days: float = 1, **changes: object) -> tuple[Repair, ...]:
    """So many repairs, one every three days from the day after the sale."""
    return tuple(repair(after(1 + 3 * number), days=days, **changes) for number in range(count))


def between(start: datetime, days: float) -> Interval:
    """A stretch of so many days."""
    return Interval(start=start, end=start + timedelta(days=days))


def asked(facts: RightsFacts) -> RightsAnswer:
    """The answer under the statutes on record."""
    return rights_of(facts, STATUTES)


def under(facts: RightsFacts, statute: str, article: str, kind: RightKind, *, place: int = 0) -> Right:
    """One right of one article; `place` counts where an article gives the same right twice, in its own order."""
    rights = [
        one
        for one in asked(facts).rights
        if (one.clause.statute, one.clause.article, one.kind) == (statute, article, kind)
    ]
    in_order = [one.text for one in STATUTES[statute].provisions] if statute in STATUTES else []
    if in_order:
        rights.sort(key=lambda one: in_order.index(one.clause.text))
    return rights[place]


def states(facts: RightsFacts, statute: str, article: str) -> dict[RightKind, RightState]:
    """Where each right of an article stands."""
    return {
        one.kind: one.state
        for one in asked(facts).rights
        if (one.clause.statute, one.clause.article) == (statute, article)
    }

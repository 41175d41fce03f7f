"""Policies and units to try entitlement on: a plain policy with one promise, and units with a record."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from tests.policy.samples import EBIKE_NAME, Json, changed

from aftersales.kernel.money import Money
from aftersales.policy.model import LineDecision, LineFacts, PolicyDocument, Proof, ReturnFacts, UnitFacts
from aftersales.policy.rules import CompiledPolicy, decide
from aftersales.policy.statutes.model_facts import Interval, Reading, Repair, Replacement
from aftersales.policy.statutes.rules_time import ZONE

SOLD: Final = date(2025, 1, 10)
WORDS: Final = {"zh": "示例", "en": "sample"}

TERM: Final[Json] = {"clause": "T1", "text": WORDS, "start": "sale", "months": 12, "costs": ["parts", "labour"]}
LAW: Final[Json] = {"clause": "L1", "text": WORDS, "products": {"categories": ["demo"]}, "category": "colour_tv"}


def document(**sections: Any) -> PolicyDocument:  # noqa: ANN401 - JSON of any section
    """The e-bike policy with other terms, no exclusions, and whatever sections are given."""

    def change(one: Json) -> None:
        one["terms"] = [TERM]
        one["exclusions"] = []
        one.update(sections)

    return changed(EBIKE_NAME, change)


def policy(**sections: Any) -> CompiledPolicy:  # noqa: ANN401 - as above
    """Such a policy, ready to decide."""
    return CompiledPolicy(document(**sections))


def term(**changes: Any) -> Json:  # noqa: ANN401 - JSON of a term
    """The usual term with something changed."""
    return TERM | changes


def law(category: str, **changes: Any) -> Json:  # noqa: ANN401 - JSON of a mapping
    """What the law calls the products of the category `demo`."""
    return {"statutes": [LAW | {"category": category} | changes]}


def unit(**changes: Any) -> UnitFacts:  # noqa: ANN401 - any fact of a unit
    """A unit sold, invoiced and delivered on one day, of the category `demo`."""
    known: dict[str, Any] = {
        "serial": "SN1",
        "model": "M1",
        "category": "demo",
        "factory": "QH-WX",
        "sold_on": SOLD,
        "invoiced_on": SOLD,
        "delivered_on": SOLD,
    }
    return UnitFacts(**known | changes)


def line(of: UnitFacts | None = None, **changes: Any) -> LineFacts:  # noqa: ANN401 - any fact of a line
    """A line of a unit, complete."""
    known: dict[str, Any] = {
        "line": "1",
        "unit": of or unit(),
        "proof": Proof.INVOICE,
        "part_number": "P1",
        "part_category": "board",
        "quantity": 1,
        "fault_code": "F1",
        "fault_text": "不工作",
        "human_damage": False,
        "photos": 1,
        "unit_price": Money(Decimal(100), "CNY"),
    }
    return LineFacts(**known | changes)


def on(under: CompiledPolicy, day: date, of: UnitFacts | None = None, **changes: Any) -> LineDecision:  # noqa: ANN401 - as above
    """What a policy says of one line on one day."""
    return decide(under, ReturnFacts(filed_on=day, lines=(line(of, **changes),))).lines[0]


def noon(day: date) -> datetime:
    """Noon of a day where the products are."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def repair(day: date, *, days: float = 1, **changes: Any) -> Repair:  # noqa: ANN401 - any fact of a repair
    """A repair of the fault F1 that took so many days from noon on."""
    known: dict[str, Any] = {
        "brought_in_at": noon(day),
        "returned_at": noon(day) + timedelta(days=days),
        "fault": "F1",
    }
    return Repair(**known | changes)


def waiting(day: date, days: float) -> tuple[Interval, ...]:
    """A stretch of so many days from noon on."""
    return (Interval(start=noon(day), end=noon(day) + timedelta(days=days)),)


def read(*pairs: tuple[date, int]) -> tuple[Reading, ...]:
    """What an odometer showed on some days."""
    return tuple(Reading(on=day, km=km) for day, km in pairs)


def part(name: str) -> tuple[Replacement, ...]:
    """That a repair replaced one part."""
    return (Replacement(part=name),)

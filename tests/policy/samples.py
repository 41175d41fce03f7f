"""Returns and policies to test with: one life-like line, and documents with one thing changed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import msgspec

from aftersales.kernel.money import Money
from aftersales.policy.model import LineFacts, PolicyDocument, Proof, ReturnFacts, UnitFacts
from aftersales.policy.rules import CompiledPolicy, compile_policy, template

EBIKE_NAME, AIR_NAME = "ebike-dealer-returns", "air-conditioner-dealer-returns"
EBIKE = compile_policy(template(EBIKE_NAME))
AIR = compile_policy(template(AIR_NAME))

UNIT = UnitFacts(
    serial="SN0001",
    model="QH-A1",
    category="e_bicycle",
    factory="QH-WX",
    dealer="JS01",
    sold_on=date(2025, 1, 10),
    installed_on=date(2025, 1, 10),
)
LINE = LineFacts(
    line="1",
    unit=UNIT,
    proof=Proof.INVOICE,
    part_number="QH-BAT-1212",
    part_category="battery",
    quantity=1,
    fault_code="B01",
    fault_text="充不进电",
    human_damage=False,
    photos=1,
    unit_price=Money(Decimal(118), "CNY"),
)

Json = dict[str, Any]
Change = Callable[[Json], object]


def line(**changes: object) -> LineFacts:
    """The usual line with something changed; fields that only a unit has are changed in its unit."""
    of_unit = {name: changes.pop(name) for name in list(changes) if name in UnitFacts.__struct_fields__}
    unit = msgspec.structs.replace(UNIT, **of_unit)
    return msgspec.structs.replace(LINE, unit=unit, **changes)


def filed(on: date, *lines: LineFacts) -> ReturnFacts:
    """A return of some lines, one usual line if none is given."""
    return ReturnFacts(filed_on=on, lines=lines or (LINE,))


def changed(name: str, change: Change) -> PolicyDocument:
    """A demo policy with one thing changed in its JSON."""
    document: Json = msgspec.json.decode((files("aftersales.policy.templates") / f"{name}.json").read_bytes())
    change(document)
    return msgspec.convert(document, PolicyDocument, strict=False)


def compiled(change: Change, name: str = EBIKE_NAME) -> CompiledPolicy:
    """A demo policy with one thing changed, ready to decide."""
    return compile_policy(changed(name, change))

"""Lines, units and decisions made by hand, for rules that need no database."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from aftersales.catalog.model import ModelId, PartId
from aftersales.claims.returns.model import AskedLine, Line
from aftersales.claims.returns.model_known import (
    Fit,
    Known,
    KnownDealer,
    KnownFactory,
    KnownModel,
    KnownPart,
    KnownUnit,
)
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.policy.model import LineDecision, Outcome, PolicyDocument, Proof, ReturnAddress, Text
from aftersales.policy.rules import template
from aftersales.units.model import Proof as UnitProof
from aftersales.units.model import UnitId, UnitState

DOCUMENT: PolicyDocument = template("ebike-dealer-returns")
TODAY = date(2026, 6, 15)
MODEL, OTHER_MODEL = ModelId(UUID(int=1)), ModelId(UUID(int=2))
BATTERY, TYRE = PartId(UUID(int=11)), PartId(UUID(int=12))
WUXI, TIANJIN = OrganisationId(UUID(int=21)), OrganisationId(UUID(int=22))
ADDRESS, OTHER_ADDRESS = DOCUMENT.routing.addresses
TEXT = Text(zh="条文", en="text")

UNIT = KnownUnit(
    id=UnitId(UUID(int=31)),
    serial="QH-1001",
    model_id=MODEL,
    state=UnitState.IN_USE,
    proof=UnitProof.RECEIPT,
    sale_date=date(2026, 3, 17),
)
KNOWN = Known(
    dealer=KnownDealer(id=OrganisationId(UUID(int=41)), code="QHD-01", name="一号店", name_en="Shop One"),
    units=(UNIT,),
    models=(
        KnownModel(id=MODEL, code="QH-E1", category="e_bicycle", factory_id=WUXI),
        KnownModel(id=OTHER_MODEL, code="QH-E2", category="e_bicycle", factory_id=TIANJIN),
    ),
    parts=(
        KnownPart(
            id=BATTERY,
            number="BAT-48",
            name="电池",
            name_en="Battery",
            category="battery",
            unit_price_minor=39_900,
            currency="CNY",
        ),
        KnownPart(id=TYRE, number="TYRE-16", name="轮胎", name_en="Tyre", category="tyre"),
    ),
    fits=(Fit(model_id=MODEL, part_id=BATTERY), Fit(model_id=OTHER_MODEL, part_id=TYRE)),
    factories=(KnownFactory(id=WUXI, code="QH-WX"), KnownFactory(id=TIANJIN, code="QH-TJ")),
)


def asked(**more: Any) -> AskedLine:  # noqa: ANN401 - any field of a line
    """A line that fits what is known."""
    return replace(AskedLine(serial="QH-1001", part_number="BAT-48"), **more)


def unregistered(**more: Any) -> AskedLine:  # noqa: ANN401 - any field of a line
    """A line for a unit that nobody registered."""
    stated = AskedLine(model_code="QH-E1", sold_on=date(2026, 3, 1), proof=Proof.INVOICE, part_number="BAT-48")
    return replace(stated, **more)


def decided(
    outcome: Outcome = Outcome.COVERED,
    *,
    needs: tuple[str, ...] = (),
    missing: tuple[str, ...] = (),
    route: ReturnAddress | None = ADDRESS,
) -> LineDecision:
    """What a policy said of a line."""
    return LineDecision(
        line="1",
        outcome=outcome,
        clause="QH-9.9",
        reason=None,
        text=TEXT,
        covered_until=None,
        coverage=(),
        needs=needs,
        missing=missing,
        route=route,
        trace=(),
    )


def line(number: int = 1, **more: Any) -> Line:  # noqa: ANN401 - any field of a line
    """A line that stands, of which nothing has arrived."""
    made = Line(
        **{
            **dict.fromkeys(Line.__struct_fields__),
            "line": number,
            "part_id": BATTERY,
            "part_number": "BAT-48",
            "part_name": "电池",
            "part_name_en": "Battery",
            "quantity": 1,
            "photo_ids": (),
            "unit_price": Money.of_minor(39_900, "CNY"),
            "outcome": Outcome.COVERED,
            "clause": "QH-1.1",
            "clause_text": TEXT,
            "accepted": True,
        }  # type: ignore[arg-type]  # the fields that are left out are None
    )
    return replace(made, **more)

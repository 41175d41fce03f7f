"""Returns that dealers of a demo brand have filed already, so that its pages have something to show at once."""

from datetime import date
from itertools import cycle
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from aftersales_local.demo import brands
from aftersales_local.demo.client import Json, Person
from aftersales_local.demo.records import Brand, Part, Unit
from aftersales_local.demo.walk import picture

AGES: Final = (25, 60, 110, 170, 240, 320, 430, 560)
"""Days since the sale of what is returned: some terms are over, most are not."""

LEFT_ALONE: Final = "QH-A1"
"""The model whose units stay free for the first walk of the README."""

FAULTS: Final = (("E05", "充不进电"), ("E11", "有异响"), ("E02", "断续工作"), ("E01", "无法启动"))
"""Codes and words of what is wrong."""


TAKEN: Final = ("covered", "open")
"""What the policy says of lines that can be filed."""

NO_PHOTO: Final = str(UUID(int=0))
"""Stands for a photo where only the verdict is asked for."""


def file_some(dealer: Person, brand: Brand, dealer_code: str, today: date) -> int:
    """File what the policy takes of one unit of each age, each time another part; how many returns were filed.

    A dealer that has returns has had its turn in an earlier run.
    """
    if dealer.get("/v1/returns", limit="1")["items"]:
        return 0
    filed = 0
    for (unit, part), fault in zip(to_return(brand, dealer_code, today), cycle(FAULTS), strict=False):
        line = _line(unit, part, fault)
        [verdict] = dealer.post("/v1/return-verdicts", {"lines": [line | {"photo_ids": [NO_PHOTO]}]})["lines"]
        if verdict["outcome"] not in TAKEN:
            continue
        photo = dealer.upload("photo", "fault.png", picture(), "image/png")
        dealer.post("/v1/returns", {"lines": [line | {"photo_ids": [photo]}]})
        filed += 1
    return filed


def to_return(brand: Brand, dealer_code: str, today: date) -> list[tuple[Unit, Part]]:
    """Different units of a dealer, one of each age, with the part that failed."""
    left = {unit.serial: unit for unit in brand.units if unit.model_code != LEFT_ALONE}
    chosen: list[tuple[Unit, Part]] = []
    for turn, age in enumerate(AGES):
        among = replace(brand, units=tuple(left.values()))
        unit = left.pop(brands.unit_sold_about(among, today, age, dealer_code=dealer_code).serial)
        parts = brands.parts_of(brand, unit.model_code)
        chosen.append((unit, parts[turn % len(parts)]))
    return chosen


def _line(unit: Unit, part: Part, fault: tuple[str, str]) -> dict[str, Json]:
    return {
        "serial": unit.serial,
        "part_number": part.number,
        "fault_code": fault[0],
        "fault_text": fault[1],
        "human_damage": False,
        "proof": unit.proof or "invoice",
    }

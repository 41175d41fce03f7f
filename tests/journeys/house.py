"""A brand on board: the demo's e-bike maker with few units, brought in through the public API."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from tests.journeys.town import Town

from aftersales.kernel import sheets
from aftersales.kernel.ids import new_id
from aftersales.parts.imports.rules import STOCK, WAREHOUSES
from aftersales_local.demo import brands, files
from aftersales_local.demo.client import Person
from aftersales_local.demo.load import SPECS
from aftersales_local.demo.records import Brand, Dealer, Part, Unit

STAFF: Final = {
    "head": "after_sales_head",
    "clerk": "after_sales_clerk",
    "inspector": "quality_inspector",
    "finance": "finance",
    "keeper": "warehouse_keeper",
}
UNITS: Final = 600
"""Most of them are sold by our dealer, since every test returns another one; some by the other that logs in."""
STOCKED: Final = 20


@dataclass
class House:
    """A brand, who works there, and what it has sold."""

    town: Town
    tenant_id: str
    brand: Brand
    people: dict[str, Person]
    operator: Person
    today: date
    returned: set[str] = field(default_factory=set)

    @property
    def dealer(self) -> Dealer:
        """The dealer whose manager is among the people."""
        return self.brand.dealers[0]

    def fresh_unit(self) -> Unit:
        """A unit of our dealer that is some months old and that no other test has returned."""
        unit = next(
            one
            for one in self.brand.units
            if one.dealer_code == self.dealer.code
            and one.invoice_date is not None
            and 20 < (self.today - one.sale_date).days < 300
            and one.serial not in self.returned
            and brands.parts_of(self.brand, one.model_code, "battery")
        )
        self.returned.add(unit.serial)
        return unit

    def part_of(self, unit: Unit, category: str) -> Part:
        """A part of a unit's model."""
        return brands.parts_of(self.brand, unit.model_code, category)[0]

    def address_of(self, who: str) -> str:
        """Where a person's mail goes."""
        return f"{who}@{self.brand.code}.example"


def provision(town: Town, operator: Person, code: str, name: str) -> tuple[str, Person]:
    """A new tenant, and its first administrator logged in."""
    address = f"admin@{code}.example"
    made = operator.post(
        "/v1/operator/tenants",
        {"code": code, "name": name, "name_en": code, "administrator": {"name": "平台对接人", "email": address}},
    )
    tenant_id = str(made["tenant"]["id"])
    town.join(address, "平台对接人")
    return tenant_id, town.person(address, tenant_id)


def places_of(person: Person) -> dict[str, str]:
    """The organisations of a brand by code."""
    return {one["code"]: one["id"] for one in person.get("/v1/organisations", limit="200")["items"]}


def invite(town: Town, administrator: Person, tenant_id: str, address: str, place: str, role: str) -> Person:
    """Somebody invited, joined and logged in."""
    body = {"email": address, "name": "受邀人", "organisation_id": place, "roles": [role]}
    administrator.post("/v1/invitations", body)
    town.join(address, "受邀人")
    return town.person(address, tenant_id)


def bring_on_board(town: Town) -> House:
    """Provision, import, invite and publish."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    code = f"qinghe-{new_id().hex[-8:]}"
    brand = _sold_by_ours(replace(brands.qinghe(today, units=UNITS), code=code))
    operator = town.operator(f"duty-{code}")
    tenant_id, administrator = provision(town, operator, code, brand.name)
    books = files.import_files(brand, SPECS)
    for kind in files.NAMES:
        _import(administrator, kind, books[f"{kind}.xlsx"])
    _stock(administrator, brand)
    draft = administrator.post("/v1/policies", {"template": "ebike-dealer-returns"})
    administrator.post(f"/v1/policies/{draft['id']}/publication", {}, version=draft["version"])
    return House(town, tenant_id, brand, _people(town, administrator, tenant_id, brand), operator, today)


def _sold_by_ours(brand: Brand) -> Brand:
    ours, others, *_ = (dealer.code for dealer in brand.dealers)
    units = [unit if unit.dealer_code == others else replace(unit, dealer_code=ours) for unit in brand.units]
    return replace(brand, units=tuple(units))


def _import(administrator: Person, kind: str, content: bytes) -> None:
    job = administrator.import_sheet(kind, content)
    assert "refused" not in job["counts"], (kind, job["counts"])


def _stock(administrator: Person, brand: Brand) -> None:
    warehouses: list[dict[str, sheets.Value]] = [
        {"code": f"WH-{factory.code}", "name": f"{factory.name}退件仓", "organisation_code": factory.code}
        for factory in brand.factories
    ]
    stock: list[dict[str, sheets.Value]] = [
        {"warehouse": f"WH-{factory.code}", "part": part.number, "quantity": STOCKED}
        for factory in brand.factories
        for part in brand.parts[:6]
    ]
    _import(administrator, "warehouses", sheets.write_xlsx(WAREHOUSES, warehouses))
    _import(administrator, "stock", sheets.write_xlsx(STOCK, stock))


def _people(town: Town, administrator: Person, tenant_id: str, brand: Brand) -> dict[str, Person]:
    places = places_of(administrator)
    wanted = {who: ("HQ", role) for who, role in STAFF.items()}
    wanted |= {f"receiver-{factory.code}": (factory.code, "factory_receiver") for factory in brand.factories}
    wanted["dealer"] = (brand.dealers[0].code, "dealer_manager")
    wanted["other-dealer"] = (brand.dealers[1].code, "dealer_manager")
    people = {"admin": administrator}
    for who, (place, role) in wanted.items():
        address = f"{who.lower()}@{brand.code}.example"
        people[who] = invite(town, administrator, tenant_id, address, places[place], role)
    return people

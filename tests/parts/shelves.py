"""Warehouses, parts and dealers for tests of stock and counts."""

from collections.abc import Sequence

from msgspec import Struct
from tests.fixtures.kernel import Brand

from aftersales.catalog.model import PartId
from aftersales.catalog.tables import catalog_parts
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database, Tx
from aftersales.parts import service as parts
from aftersales.parts.ledger.model import Move, Posting
from aftersales.parts.model import Account, LocationId, WarehouseId, Zone, account_of, location_of
from aftersales.tenancy.tables import organisations


class Shelves(Struct, frozen=True, kw_only=True):
    """A factory's warehouse and the parts of one tenant."""

    brand: Brand
    factory: OrganisationId
    warehouse: WarehouseId
    parts: tuple[PartId, ...]

    def at(self, zone: Zone = Zone.SERVICEABLE) -> LocationId:
        """A zone of the warehouse."""
        return location_of(self.brand.id, self.warehouse, zone)

    def account(self, account: Account) -> LocationId:
        """An account of the tenant."""
        return account_of(self.brand.id, account)

    def supply(self, *quantities: int) -> Posting:
        """A delivery from the supplier of so many of each part."""
        return Posting(
            cause_kind="test_supply",
            cause_id=new_id(),
            moves=tuple(
                Move(
                    part_id=part,
                    quantity=quantity,
                    from_location=self.account(Account.SUPPLIER),
                    to_location=self.at(),
                )
                for part, quantity in zip(self.parts, quantities, strict=False)
                if quantity
            ),
        )


async def add_organisation(tx: Tx, brand: Brand, *, kind: str, code: str) -> OrganisationId:
    """One more organisation of the tenant."""
    organisation_id = OrganisationId(new_id())
    await tx.execute(
        organisations.insert().values(
            tenant_id=brand.id,
            id=organisation_id,
            dealer_id=organisation_id if kind in {"dealer", "station"} else None,
            kind=kind,
            code=code,
            name=f"{kind} {code}",
        ),
    )
    return organisation_id


async def add_parts(tx: Tx, brand: Brand, count: int, *, price_minor: int | None = 1250) -> tuple[PartId, ...]:
    """So many parts, numbered in order."""
    ids = [PartId(new_id()) for _ in range(count)]
    await tx.execute(
        catalog_parts.insert(),
        [
            {
                "tenant_id": brand.id,
                "id": part_id,
                "number": f"P-{number:05}",
                "name": f"配件{number}",
                "unit_price_minor": price_minor,
                "currency": None if price_minor is None else "CNY",
            }
            for number, part_id in enumerate(ids)
        ],
    )
    return tuple(ids)


async def set_up_shelves(
    database: Database,
    brand: Brand,
    *,
    stock: Sequence[int] = (10, 5, 0),
    price_minor: int | None = 1250,
    factory_code: str = "F-01",
) -> Shelves:
    """A factory with a warehouse that holds so many of each of its parts."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        factory = await add_organisation(tx, brand, kind="factory", code=factory_code)
        opened = await parts.open_warehouse(tx, organisation_id=factory, code="W-01", name="一号仓")
        part_ids = await add_parts(tx, brand, len(stock), price_minor=price_minor)
        shelves = Shelves(brand=brand, factory=factory, warehouse=opened.id, parts=part_ids)
        if any(stock):
            await parts.post(tx, shelves.supply(*stock))
    return shelves

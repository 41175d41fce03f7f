"""A small brand that can take very many returns: one factory, one dealer, one model, three people with an address."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from aftersales.catalog import service as catalog
from aftersales.catalog.model import BomEntry, ModelFields, PartFields
from aftersales.kernel.access import Actor, ActorKind, Permission, Role
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database, Tx
from aftersales.policy import service as policy
from aftersales.policy.rules import template
from aftersales.tenancy.entry import rules
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.tables import invitations, organisations, tenants

EVERYBODY: Final = Actor(kind=ActorKind.PERSON, id=UUID(int=7), name="值守员", permissions=frozenset(Permission))
UNITS: Final = 20_000
PART: Final = "BAT-48"
SELL: Final = """
INSERT INTO units (tenant_id, id, serial, model_id, dealer_id, sale_date, proof)
SELECT $1, uuidv7(), 'QHE1' || lpad(n::text, 8, '0'), $2, $3, $4, 'invoice' FROM generate_series(0, $5 - 1) AS n
"""


class Brand(Struct, frozen=True, kw_only=True):
    """A tenant, its dealer, and the session tokens of its people."""

    id: TenantId
    dealer: OrganisationId
    clerk: str
    head: str
    administrator: str


def serial_of(number: int) -> str:
    """The serial of a unit."""
    return f"QHE1{number:08}"


def filing_of(number: int) -> dict[str, object]:
    """The return of one unit, which the policy covers."""
    line = {
        "serial": serial_of(number),
        "part_number": PART,
        "fault_code": "E01",
        "fault_text": "充满电后仅行驶 8 公里",
    }
    return {"lines": [line | {"human_damage": False, "proof": "invoice"}]}


def packing_of(summary: dict[str, dict[str, str]]) -> dict[str, object]:
    """The two papers that travel with the part, filled in."""
    route = summary["route"]
    consignee = {"address": route["address"], "name": route["consignee"], "phone": route["phone"]}
    sender = {"address": "示范路1号", "name": "一号店"}
    listed = {f"dealer_{name}": value for name, value in sender.items()}
    moved = {f"consignor_{name}": value for name, value in sender.items()}
    moved |= {f"consignee_{name}": value for name, value in consignee.items()}
    today = datetime.now(UTC).date().isoformat()
    return {
        "packing_list": {**listed, "date": today, "total_quantity": 1},
        "transport_form": {**moved, "quantity": 1},
    }


async def make_brand(app: Database, operators: Database) -> Brand:
    """A brand ready for business."""
    tenant, factory, dealer = TenantId(new_id()), OrganisationId(new_id()), OrganisationId(new_id())
    headquarters = OrganisationId(new_id())
    async with operators.operator_transaction(UUID(int=1)) as tx:
        await tx.execute(tenants.insert().values(id=tenant, code=f"f-{tenant.hex[-12:]}", name="韧性"))
    places = [
        (headquarters, "headquarters", "HQ", None),
        (factory, "factory", "F-1", None),
        (dealer, "dealer", "D-1", dealer),
    ]
    async with app.transaction(tenant, EVERYBODY) as tx:
        await tx.execute(
            organisations.insert(),
            [
                {"tenant_id": tenant, "id": one, "kind": kind, "code": code, "name": f"组织{code}", "dealer_id": of}
                for one, kind, code, of in places
            ],
        )
        await _furnish(tx, factory, dealer)
    return Brand(
        id=tenant,
        dealer=dealer,
        clerk=await _log_in(app, tenant, dealer, dealer, Role.DEALER_MANAGER),
        head=await _log_in(app, tenant, headquarters, None, Role.AFTER_SALES_HEAD),
        administrator=await _log_in(app, tenant, headquarters, None, Role.ADMINISTRATOR),
    )


async def _furnish(tx: Tx, factory: OrganisationId, dealer: OrganisationId) -> None:
    fields = ModelFields(name="青禾一号", name_en="E1", category="e_bicycle", factory_id=factory)
    model = await catalog.create_model(tx, "QH-E1", fields)
    price = Money.of_minor(39_900, "CNY")
    part = await catalog.create_part(
        tx, PART, PartFields(name="48V锂电池", name_en="battery", category="battery", unit_price=price)
    )
    await catalog.replace_bom(tx, model.id, [BomEntry(part_id=part.id, quantity=1)], expected_version=model.version)
    document = template("ebike-dealer-returns")
    address = replace(document.routing.addresses[0], factory="F-1")
    document = replace(
        document,
        routing=replace(document.routing, addresses=(address,)),
        returns=replace(document.returns, photos_required=0),
        forms=tuple(
            replace(form, required=tuple(field for field in form.required if field != "photos"))
            for form in document.forms
        ),
    )
    draft = await policy.draft(tx, document)
    await policy.publish(tx, draft.id, draft.version, None)
    sold = datetime.now(UTC).date() - timedelta(days=30)
    await tx.fetch(SELL, tx.tenant_id, model.id, dealer, sold, UNITS)


async def _log_in(
    app: Database, tenant: TenantId, place: OrganisationId, dealer: OrganisationId | None, role: Role
) -> str:
    """The session token of somebody new."""
    invitation, session = rules.new_token(entry.INVITATION_PREFIX), rules.new_token(entry.SESSION_PREFIX)
    now = datetime.now(UTC)
    async with app.transaction(tenant, EVERYBODY) as tx:
        await tx.execute(
            invitations.insert().values(
                tenant_id=tenant,
                id=new_id(),
                token_hash=rules.digest(invitation),
                email=f"{role.value.replace('_', '-')}-{new_id().hex[-8:]}@example.com",
                name="王小明",
                organisation_id=place,
                dealer_id=dealer,
                roles=[role.value],
                expires_at=now + entry.INVITATION_LASTS,
                invited_by=EVERYBODY.id,
            ),
        )
    async with app.anteroom() as room:
        accepted = "SELECT accept_invitation($1, $2, $3, $4, $5) AS person"
        (row,) = await room.fetch(accepted, rules.digest(invitation), now, new_id(), "王小明", "opens nothing")
        opened = "SELECT open_session($1, $2, $3, $4, false, $5)"
        until = now + entry.SESSION_LASTS
        await room.fetch(opened, rules.digest(session), row["person"], tenant, rules.digest("csrf"), until)
    return session

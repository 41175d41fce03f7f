"""Use cases of the factory: receive, inspect, dispose, settle, close."""

from collections.abc import Sequence

from aftersales.claims import events
from aftersales.claims.handling import rules, store
from aftersales.claims.handling.errors import OtherFactory
from aftersales.claims.handling.model import Disposed, Found, ReceivedExtra, ReceivedLine
from aftersales.claims.handling.rules import discrepancies, good_in_hand, in_hand
from aftersales.claims.handling.store import SettledLine
from aftersales.claims.returns import service as returns
from aftersales.claims.returns import store as returns_store
from aftersales.claims.returns.model import Extra, Line, Move, Return, ReturnId
from aftersales.claims.tasks import store as tasks
from aftersales.claims.tasks.errors import TasksOpen
from aftersales.claims.tasks.model import TaskKind
from aftersales.kernel.access import Permission, Role
from aftersales.kernel.ids import derived_id
from aftersales.kernel.tx import Tx
from aftersales.parts import service as parts
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.model import Move as StockMove
from aftersales.parts.ledger.model import Posting
from aftersales.parts.model import Account, WarehouseId, Zone, account_of, location_of
from aftersales.policy import service as policy
from aftersales.policy.model import Disposition
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import OrganisationKind

__all__ = ["close", "discrepancies", "dispose", "good_in_hand", "in_hand", "inspect", "receive", "settle"]


async def receive(
    tx: Tx,
    return_id: ReturnId,
    expected_version: int,
    lines: Sequence[ReceivedLine],
    extras: Sequence[ReceivedExtra],
) -> Return:
    """Write down what arrived; it goes into quarantine, and the dealer is to be phoned [S02-R04, S11-R03]."""
    tx.actor.require(Permission.RETURNS_RECEIVE)
    held, following = await returns.taken(tx, return_id, expected_version, Move.RECEIVE)
    await _check_factory(tx, held.shown)
    announced = {line.line for line in await returns_store.lines_of(tx, return_id) if line.accepted}
    rules.check_lines([one.line for one in lines], announced)
    rules.check_receipt(lines)

    await store.receive(tx, return_id, lines)
    unannounced = tuple(Extra(part_number=e.part_number, quantity=e.quantity, note=e.note) for e in extras)
    await returns_store.change(tx, return_id, state=following, extras=unannounced, received_at=tx.now)
    arrived = await returns_store.lines_of(tx, return_id)
    await _quarantine(tx, held.shown, arrived)
    differences = rules.discrepancies(arrived, unannounced)
    await tasks.add(tx, TaskKind.CALL_DEALER, held.shown, Role.AFTER_SALES_CLERK, _what_to_say(len(differences)))
    tx.emit(
        events.ReturnReceived(
            **returns.about(held.shown),
            discrepancies=len(differences),
            received_quantity=sum(one.quantity for one in lines),
        ),
    )
    return await returns_store.one(tx, return_id)


def _what_to_say(differences: int) -> tuple[str, str]:
    if differences:
        zh = f"致电经销商：已收货，有 {differences} 处差异，请说明处理方式"
        return zh, f"Call the dealer: received, with {differences} discrepancies; say how they are handled"
    return "致电经销商：已按单收货", "Call the dealer: received as announced"


async def _check_factory(tx: Tx, shown: Return) -> None:
    """A factory's people receive what is addressed to their factory; headquarters may receive for any."""
    organisation_id = tx.actor.organisation_id
    if organisation_id in {None, shown.factory_id} or shown.factory_id is None:
        return
    found = await tenancy.organisations_by_ids(tx, {organisation_id, shown.factory_id})
    if found[organisation_id].kind is OrganisationKind.FACTORY:
        raise OtherFactory(factory=found[shown.factory_id].name)


async def _quarantine(tx: Tx, shown: Return, lines: Sequence[Line]) -> None:
    warehouse = await parts.warehouse_of(tx, shown.factory_id)
    customer = account_of(tx.tenant_id, Account.CUSTOMER)
    moves = tuple(
        StockMove(
            part_id=line.part_id,
            quantity=rules.good_in_hand(line),
            from_location=customer,
            to_location=location_of(tx.tenant_id, warehouse.id, Zone.QUARANTINE),
        )
        for line in lines
        if line.accepted and rules.good_in_hand(line) > 0
    )
    if moves:
        await ledger.post(tx, Posting(cause_kind="return_received", cause_id=shown.id, moves=moves, memo=shown.number))


async def inspect(tx: Tx, return_id: ReturnId, expected_version: int, found: Sequence[Found]) -> Return:
    """Write the finding of every line in hand [S11-R06]."""
    tx.actor.require(Permission.RETURNS_INSPECT)
    held, following = await returns.taken(tx, return_id, expected_version, Move.INSPECT)
    rules.check_findings(found, await returns_store.lines_of(tx, return_id))

    await store.find(tx, return_id, found, tx.actor.name)
    await returns_store.change(tx, return_id, state=following)
    tx.emit(events.ReturnInspected(**returns.about(held.shown)))
    return await returns_store.one(tx, return_id)


async def dispose(tx: Tx, return_id: ReturnId, expected_version: int, disposed: Sequence[Disposed]) -> Return:
    """Say what becomes of every line in hand, within what the policy allows after its finding."""
    tx.actor.require(Permission.RETURNS_DISPOSE)
    held, following = await returns.taken(tx, return_id, expected_version, Move.DISPOSE)
    version = await policy.version(tx, held.shown.policy_version_id)
    rules.check_dispositions(version.document, disposed, await returns_store.lines_of(tx, return_id))

    await store.dispose(tx, return_id, disposed)
    await returns_store.change(tx, return_id, state=following)
    tx.emit(events.ReturnDisposed(**returns.about(held.shown)))
    return await returns_store.one(tx, return_id)


async def settle(tx: Tx, return_id: ReturnId, expected_version: int) -> Return:
    """Carry the dispositions out: replacements leave stock, old parts move, credits are due; once per line."""
    tx.actor.require(Permission.RETURNS_SETTLE)
    held, following = await returns.taken(tx, return_id, expected_version, Move.SETTLE)
    version = await policy.version(tx, held.shown.policy_version_id)
    lines = [line for line in await returns_store.lines_of(tx, return_id) if rules.in_hand(line)]
    warehouse = await parts.warehouse_of(tx, held.shown.factory_id)
    due = {line.line: credit for line in lines if (credit := rules.credit_of(version.document, line))}

    await ledger.post_all(
        tx,
        [
            Posting(
                cause_kind="return_line_settled",
                cause_id=derived_id("return_line", return_id, line.line),
                moves=_moves(tx, warehouse.id, line),
                memo=held.shown.number,
            )
            for line in lines
            if rules.good_in_hand(line) > 0
        ],
    )
    settled = [
        SettledLine(line=line.line, credit_minor=due[line.line].minor if line.line in due else None)
        for line in lines
    ]
    await store.settle(tx, return_id, settled)
    await returns_store.change(tx, return_id, state=following)
    tx.emit(
        events.ReturnSettled(
            **returns.about(held.shown),
            credits=tuple(rules.credited(line, due[line.line]) for line in lines if line.line in due),
            replaced_quantity=sum(
                rules.good_in_hand(line) for line in lines if line.disposition is Disposition.REPLACE
            ),
        ),
    )
    return await returns_store.one(tx, return_id)


def _moves(tx: Tx, warehouse_id: WarehouseId, line: Line) -> tuple[StockMove, ...]:
    """Where the old part goes from quarantine, and the new one that goes out for it."""
    quarantine = location_of(tx.tenant_id, warehouse_id, Zone.QUARANTINE)
    customer = account_of(tx.tenant_id, Account.CUSTOMER)
    defective = location_of(tx.tenant_id, warehouse_id, Zone.DEFECTIVE)
    goes_to = {
        Disposition.REPLACE: defective,
        Disposition.CREDIT: defective,
        Disposition.REPAIR: customer,
        Disposition.SEND_BACK: customer,
        Disposition.SCRAP: account_of(tx.tenant_id, Account.SCRAP),
    }
    quantity = rules.good_in_hand(line)
    disposition = line.disposition or Disposition.SEND_BACK
    old = StockMove(
        part_id=line.part_id,
        quantity=quantity,
        from_location=quarantine,
        to_location=goes_to[disposition],
    )
    if disposition is not Disposition.REPLACE:
        return (old,)
    serviceable = location_of(tx.tenant_id, warehouse_id, Zone.SERVICEABLE)
    new = StockMove(part_id=line.part_id, quantity=quantity, from_location=serviceable, to_location=customer)
    return (old, new)


async def close(tx: Tx, return_id: ReturnId, expected_version: int) -> Return:
    """End a settled return whose tasks are done; its units can be filed again."""
    tx.actor.require(Permission.TASKS_WORK)
    held, following = await returns.taken(tx, return_id, expected_version, Move.CLOSE)
    still_open = await tasks.open_of(tx, return_id)
    if still_open:
        raise TasksOpen(count=still_open)

    await returns_store.release_units(tx, return_id)
    await returns_store.change(tx, return_id, state=following, closed_at=tx.now)
    tx.emit(events.ReturnClosed(**returns.about(held.shown)))
    return await returns_store.one(tx, return_id)

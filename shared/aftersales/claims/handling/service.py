"""Use cases of the factory: receive, inspect, dispose, settle, close."""

from collections.abc import Sequence

from aftersales.claims import events
from aftersales.claims.handling import rules, service_credit, store
from aftersales.claims.handling.errors import OtherFactory, ReplacementShort
from aftersales.claims.handling.model import Disposed, Found, ReceivedExtra, ReceivedLine
from aftersales.claims.handling.rules import discrepancies, in_hand, settled_quantity
from aftersales.claims.handling.store import SettledLine
from aftersales.claims.returns import service as returns
from aftersales.claims.returns import store as returns_store
from aftersales.claims.returns.model import Extra, Line, Move, Return, ReturnId, ReturnState
from aftersales.claims.returns.service import Shown
from aftersales.claims.returns.store import Held
from aftersales.claims.tasks import store as tasks
from aftersales.claims.tasks.errors import TasksOpen
from aftersales.claims.tasks.model import TaskKind
from aftersales.kernel.access import Permission, Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, derived_id
from aftersales.kernel.tx import Tx
from aftersales.parts import service as parts
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.errors import StockShort
from aftersales.parts.ledger.model import Move as StockMove
from aftersales.parts.ledger.model import Posting
from aftersales.parts.model import Account, WarehouseId, Zone, account_of, location_of
from aftersales.policy import service as policy
from aftersales.policy.model import Disposition
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import OrganisationKind

__all__ = ["close", "discrepancies", "dispose", "in_hand", "inspect", "receive", "settle", "settled_quantity"]


async def receive(
    tx: Tx,
    return_id: ReturnId,
    expected_version: int,
    lines: Sequence[ReceivedLine],
    extras: Sequence[ReceivedExtra],
) -> Shown:
    """Write down what arrived; it goes into quarantine, and the dealer is to be phoned [S02-R04, S11-R03]."""
    tx.actor.require(Permission.RETURNS_RECEIVE)
    held, following = await _taken(tx, return_id, expected_version, Move.RECEIVE)
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
    return await returns.shown(tx, return_id)


def _what_to_say(differences: int) -> tuple[str, str]:
    if differences:
        zh = f"致电经销商：已收货，有 {differences} 处差异，请说明处理方式"
        return zh, f"Call the dealer: received, with {differences} discrepancies; say how they are handled"
    return "致电经销商：已按单收货", "Call the dealer: received as announced"


async def _taken(tx: Tx, return_id: ReturnId, expected_version: int, move: Move) -> tuple[Held, ReturnState]:
    """Lock a return for a move that its factory makes."""
    held, following = await returns.taken(tx, return_id, expected_version, move)
    await _check_factory(tx, held.shown)
    return held, following


async def _check_factory(tx: Tx, shown: Return) -> None:
    """A factory's people handle what is addressed to their factory; headquarters may handle any."""
    organisation_id = tx.actor.organisation_id
    if organisation_id in {None, shown.factory_id} or shown.factory_id is None:
        return
    found = await tenancy.organisations_by_ids(tx, {organisation_id, shown.factory_id})
    if found[organisation_id].kind is OrganisationKind.FACTORY:
        raise OtherFactory(factory=found[shown.factory_id].name)


async def _quarantine(tx: Tx, shown: Return, lines: Sequence[Line]) -> None:
    warehouse = await parts.warehouse_of(tx, _addressee(shown))
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


async def inspect(tx: Tx, return_id: ReturnId, expected_version: int, found: Sequence[Found]) -> Shown:
    """Write the finding of every line in hand [S11-R06]."""
    tx.actor.require(Permission.RETURNS_INSPECT)
    held, following = await _taken(tx, return_id, expected_version, Move.INSPECT)
    rules.check_findings(found, await returns_store.lines_of(tx, return_id))

    await store.find(tx, return_id, found, tx.actor.name)
    await returns_store.change(tx, return_id, state=following)
    tx.emit(events.ReturnInspected(**returns.about(held.shown)))
    return await returns.shown(tx, return_id)


async def dispose(tx: Tx, return_id: ReturnId, expected_version: int, disposed: Sequence[Disposed]) -> Shown:
    """Say what becomes of every line in hand, within what the policy allows after its finding."""
    tx.actor.require(Permission.RETURNS_DISPOSE)
    held, following = await _taken(tx, return_id, expected_version, Move.DISPOSE)
    version = await policy.version(tx, held.shown.policy_version_id)
    rules.check_dispositions(version.document, disposed, await returns_store.lines_of(tx, return_id))

    await store.dispose(tx, return_id, disposed)
    await returns_store.change(tx, return_id, state=following)
    await service_credit.ask(tx, version, held.shown, await returns_store.lines_of(tx, return_id))
    tx.emit(events.ReturnDisposed(**returns.about(held.shown)))
    return await returns.shown(tx, return_id)


async def settle(tx: Tx, return_id: ReturnId, expected_version: int) -> Shown:
    """Carry the dispositions out: replacements leave stock, old parts move, credits are due; once per line."""
    tx.actor.require(Permission.RETURNS_SETTLE)
    held, following = await _taken(tx, return_id, expected_version, Move.SETTLE)
    version = await policy.version(tx, held.shown.policy_version_id)
    lines = [line for line in await returns_store.lines_of(tx, return_id) if rules.in_hand(line)]
    due = {line.line: credit for line in lines if (credit := rules.credit_of(version.document, line))}
    await service_credit.check(tx, version, held.shown, due.values())

    await _move_stock(tx, held.shown, [line for line in lines if rules.good_in_hand(line) > 0])
    settled = [
        SettledLine(line=line.line, credit_minor=due[line.line].minor if line.line in due else None) for line in lines
    ]
    await store.settle(tx, return_id, settled)
    await returns_store.change(tx, return_id, state=following)
    tx.emit(
        events.ReturnSettled(
            **returns.about(held.shown),
            credits=tuple(rules.credited(line, due[line.line]) for line in lines if line.line in due),
            replaced_quantity=sum(
                rules.settled_quantity(line) for line in lines if line.disposition is Disposition.REPLACE
            ),
        ),
    )
    return await returns.shown(tx, return_id)


async def _move_stock(tx: Tx, shown: Return, lines: Sequence[Line]) -> None:
    """Post every line under itself as the cause, so that none can post twice [S17-R02]."""
    if not lines:
        return
    warehouse = await parts.warehouse_of(tx, _addressee(shown))
    postings = [
        Posting(
            cause_kind="return_line_settled",
            cause_id=derived_id("return_line", shown.id, line.line),
            moves=_moves(tx, warehouse.id, line),
            memo=shown.number,
        )
        for line in lines
    ]
    try:
        await ledger.post_all(tx, postings)
    except StockShort as short:
        replaced = (one for one in lines if one.part_id == short.part and one.disposition is Disposition.REPLACE)
        line = next(replaced, lines[0])
        raise ReplacementShort(line=line.line, part=line.part_number, asked=short.asked) from short


def _addressee(shown: Return) -> OrganisationId:
    if shown.factory_id is None:
        raise NotFound("factory", "工厂")
    return shown.factory_id


def _moves(tx: Tx, warehouse_id: WarehouseId, line: Line) -> tuple[StockMove, ...]:
    """Where the old parts go from quarantine, and the new ones that go out for them; what came too many goes back."""
    quarantine = location_of(tx.tenant_id, warehouse_id, Zone.QUARANTINE)
    customer = account_of(tx.tenant_id, Account.CUSTOMER)
    defective = location_of(tx.tenant_id, warehouse_id, Zone.DEFECTIVE)
    disposition = line.disposition or Disposition.SEND_BACK
    goes_to = {
        Disposition.REPLACE: defective,
        Disposition.CREDIT: defective,
        Disposition.REPAIR: customer,
        Disposition.SEND_BACK: customer,
        Disposition.SCRAP: account_of(tx.tenant_id, Account.SCRAP),
    }
    due = rules.settled_quantity(line)
    ways = [(quarantine, goes_to[disposition], due), (quarantine, customer, rules.good_in_hand(line) - due)]
    if disposition is Disposition.REPLACE:
        ways.append((location_of(tx.tenant_id, warehouse_id, Zone.SERVICEABLE), customer, due))
    return tuple(
        StockMove(part_id=line.part_id, quantity=quantity, from_location=source, to_location=target)
        for source, target, quantity in ways
        if quantity > 0
    )


async def close(tx: Tx, return_id: ReturnId, expected_version: int) -> Shown:
    """End a settled return whose tasks are done; its units can be filed again."""
    tx.actor.require(Permission.TASKS_WORK)
    held, following = await returns.taken(tx, return_id, expected_version, Move.CLOSE)
    still_open = await tasks.open_of(tx, return_id)
    if still_open:
        raise TasksOpen(count=still_open)

    await returns_store.release_units(tx, return_id)
    await returns_store.change(tx, return_id, state=following, closed_at=tx.now)
    tx.emit(events.ReturnClosed(**returns.about(held.shown)))
    return await returns.shown(tx, return_id)

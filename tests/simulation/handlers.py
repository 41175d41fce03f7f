"""The facts and handlers of the simulator: they leave effects that can be counted, and announce further facts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from tests.simulation.oracle import FAILURES, STAGED
from tests.simulation.play import PLAYING

from aftersales.documents.files.events import FileStored
from aftersales.kernel.facts import REGISTRY, Fact
from aftersales.kernel.tx import Tx
from aftersales.notifications.events import MessageSent
from aftersales.platform.model import Fleet
from aftersales.tenancy.events import OrganisationCreated
from aftersales_worker import handlers
from aftersales_worker.subscriptions import BY_FACT, HANDLERS, Handler, Retries, Work, on, on_staged, timer

assert handlers.MODULES

EFFECTS: Final = """
CREATE TABLE simulated_effects (tenant_id uuid, delivery_id uuid, note text);
GRANT SELECT, INSERT ON simulated_effects TO aftersales_app;
"""
RETRIES: Final = Retries(most=FAILURES)
MEASURE: Final = "metering.measure_fact"
RING: Final = "simulated.ring"
SLOT: Final = "simulated.slot"
TELL: Final = "simulated.tell"
CHAIN: Final = "simulated.chain"
BOOK: Final = "simulated.book"
GREET: Final = "simulated.greet"


class Opened(Fact, frozen=True, kw_only=True):
    """Something was opened: it is booked, printed, and closed in its turn."""

    NAME: ClassVar = "simulated.opened"
    SUBJECT: ClassVar = ("thing", "thing_id")

    thing_id: UUID


class Closed(Fact, frozen=True, kw_only=True):
    """Something was closed: somebody is told."""

    NAME: ClassVar = "simulated.closed"
    SUBJECT: ClassVar = ("thing", "thing_id")

    thing_id: UUID


class Nothing(Struct, frozen=True):
    """The payload of a timer that says nothing."""


class SlotOf(Struct, frozen=True):
    """The payload of a slot."""

    slot: str


SUBSCRIBERS: Final[dict[type[Fact], list[tuple[str, Fleet]]]] = {
    Opened: [(BOOK, Fleet.MONEY), (STAGED, Fleet.DOCUMENTS), (CHAIN, Fleet.BULK)],
    Closed: [(TELL, Fleet.INTERACTIVE)],
    OrganisationCreated: [(GREET, Fleet.INTERACTIVE)],
    MessageSent: [(MEASURE, Fleet.BULK)],
    FileStored: [(MEASURE, Fleet.BULK)],
}
"""Who ought to be told of which fact, said apart from the subscriptions below."""


async def leave(tx: Tx, note: str) -> None:
    """Leave an effect, then stand still if this attempt is to."""
    await tx.fetch(
        "INSERT INTO simulated_effects (tenant_id, delivery_id, note) VALUES ($1, $2, $3)",
        tx.tenant_id,
        tx.delivery_id,
        note,
    )
    play = PLAYING.get()
    if play is not None and note == "effect":
        await play.stand_still("within")


async def act(tx: Tx, _: object) -> None:
    """One effect."""
    await leave(tx, "effect")


async def act_and_announce(tx: Tx, fact: Opened) -> None:
    """One effect and one further fact."""
    tx.emit(Closed(thing_id=fact.thing_id))
    await leave(tx, "effect")


async def act_in_two_steps(work: Work, _: Opened) -> None:
    """A step that is kept on the way, and one effect at the end."""
    async with work.step() as tx:
        await leave(tx, "step")
    async with work.last_step() as tx:
        await leave(tx, "effect")


def _watched(handler: Handler) -> Handler:
    async def run(work: Work, payload: Struct) -> None:
        play = PLAYING.get()
        if play is not None:
            play.began = True
            await play.stand_still("before")
        await handler.run(work, payload)

    return replace(handler, run=run)


@contextmanager
def only_simulated() -> Iterator[None]:
    """Let the worker know the simulator's handlers and the real meter, and nothing else."""
    known, by_fact = dict(HANDLERS), {name: list(those) for name, those in BY_FACT.items()}
    measure = HANDLERS[MEASURE]
    HANDLERS.clear()
    BY_FACT.clear()
    REGISTRY[Opened.NAME], REGISTRY[Closed.NAME] = Opened, Closed
    HANDLERS[MEASURE] = measure
    BY_FACT[MessageSent.NAME], BY_FACT[FileStored.NAME] = [measure], [measure]
    on(Opened, name=BOOK, fleet=Fleet.MONEY, retries=RETRIES)(act)
    on_staged(Opened, name=STAGED, fleet=Fleet.DOCUMENTS, retries=RETRIES)(act_in_two_steps)
    on(Opened, name=CHAIN, fleet=Fleet.BULK, retries=RETRIES)(act_and_announce)
    on(Closed, name=TELL, fleet=Fleet.INTERACTIVE, retries=RETRIES)(act)
    on(OrganisationCreated, name=GREET, fleet=Fleet.INTERACTIVE, retries=RETRIES)(act)
    timer(RING, Nothing, fleet=Fleet.INTERACTIVE, retries=RETRIES)(act)
    timer(SLOT, SlotOf, fleet=Fleet.BULK, retries=RETRIES)(act)
    for name, handler in list(HANDLERS.items()):
        HANDLERS[name] = _watched(handler)
    try:
        yield
    finally:
        for name in (Opened.NAME, Closed.NAME):
            del REGISTRY[name]
        HANDLERS.clear()
        HANDLERS.update(known)
        BY_FACT.clear()
        BY_FACT.update(by_fact)

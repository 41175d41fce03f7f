"""The meter listens: facts that stand for something used become usage events, under an identity made of the fact's."""

from typing import Final, TypeAlias

from aftersales.claims.events import ReturnFiled
from aftersales.documents.events import DocumentRendered
from aftersales.documents.files.events import FileStored
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import derived_id
from aftersales.kernel.tx import Tx
from aftersales.metering import service as metering
from aftersales.metering.model import CauseKind, Meter, UsageEvent, UsageEventId
from aftersales.notifications.events import MessageSent
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales_worker.subscriptions import on

Used: TypeAlias = tuple[Meter, int, str]
"""A meter, how much, and the dimension that splits it."""

DOCUMENT, FILE = "document", "file"
MEASURED: Final = (ReturnFiled, DocumentRendered, FileStored, MessageSent)


def used(fact: Fact) -> list[Used]:
    """What a fact says was used."""
    match fact:
        case ReturnFiled():
            return [(Meter.RETURNS_FILED, 1, "")]
        case DocumentRendered():
            return [
                (Meter.DOCUMENTS_RENDERED, 1, fact.kind.value),
                (Meter.DOCUMENT_BYTES_KEPT, fact.bytes, DOCUMENT),
            ]
        case FileStored():
            return [(Meter.DOCUMENT_BYTES_KEPT, fact.bytes, FILE)]
        case MessageSent():
            return [(Meter.MESSAGES_SENT, 1, fact.channel.value)]
    return []


@on(*MEASURED, name="metering.measure_fact", fleet=Fleet.BULK)
async def measure_fact(tx: Tx, fact: Fact) -> None:
    """Count what a fact says was used, at the instant at which it happened."""
    cause = await platform.cause(tx)
    events = [
        UsageEvent(
            id=UsageEventId(derived_id("usage", cause.id, meter.value, dimension)),
            meter=meter,
            dimension=dimension,
            quantity=quantity,
            occurred_at=cause.at,
            cause_kind=CauseKind.FACT,
            cause_id=cause.id,
        )
        for meter, quantity, dimension in used(fact)
    ]
    await metering.record(tx, events)

"""What workers do for tenancy: requests that nobody answers lapse, and links of invitations are made anew."""

from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Tx
from aftersales.notifications import service as notifications
from aftersales.notifications.model import Address, Channel
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.access import service as access
from aftersales.tenancy.access.events import AccessAsked
from aftersales.tenancy.access.model import AccessRef
from aftersales.tenancy.entry.service_tokens import use_key
from aftersales_worker.subscriptions import on, timer


async def begin(settings: Settings) -> None:
    """Learn the secret from which those tokens are derived."""
    use_key(settings.secret_key, former=settings.former_secret_keys)


@on(AccessAsked, name="tenancy.await_access_answer")
async def await_answer(tx: Tx, fact: AccessAsked) -> None:
    """Remember when an operator's request lapses."""
    await access.await_answer(tx, fact.access_id)


@timer(access.LAPSE, AccessRef)
async def lapse(tx: Tx, due: AccessRef) -> None:
    """End a request that nobody answered in time, and tell the operator who asked."""
    asker = await access.lapse(tx, due.access_id)
    if asker is None or not asker.email:
        return
    brand = await tenancy.tenant(tx)
    await notifications.notify(
        tx,
        template="access_lapsed",
        audience=Address(asker.email, asker.name),
        params={"operator": asker.name, "brand": brand.name},
        cause_id=due.access_id,
        channels=(Channel.MAIL,),
        subject_link="/operator/access",
    )

"""An API and a worker that may dial their own machine, under a clock that starts at the present."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from tests.webhooks.receiver import Receiver, listening

from aftersales.kernel.clock import SetClock
from aftersales.kernel.settings import Settings
from aftersales.platform.webhooks.gateway import HttpReceivers
from aftersales_worker.handlers import webhooks


@pytest.fixture
def clock() -> SetClock:
    """A clock at the present, since receivers refuse old signatures."""
    return SetClock(datetime.now(UTC))


@pytest.fixture
def api_settings(settings: Settings) -> Settings:
    """The settings of an API that accepts endpoints on this machine."""
    return msgspec.structs.replace(settings, webhook_allow_private=True)


@pytest.fixture
def receivers(relay_pool: object, monkeypatch: pytest.MonkeyPatch) -> HttpReceivers:
    """The worker's way out, open to this machine."""
    assert relay_pool is not None
    opened = HttpReceivers(allow_private=True, seconds=3)
    monkeypatch.setattr(webhooks.World, "receivers", opened)
    return opened


@pytest.fixture
async def receiver(receivers: HttpReceivers) -> AsyncIterator[Receiver]:
    """A receiver that takes everything."""
    assert receivers is not None
    async with listening() as opened:
        yield opened

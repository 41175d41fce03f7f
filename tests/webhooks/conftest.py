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


@pytest.fixture(autouse=True)
def open_to_this_machine(
    request: pytest.FixtureRequest,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For these tests the API accepts endpoints on this machine."""
    if "api" in request.fixturenames:
        edge, _ = request.getfixturevalue("application")
        opened = msgspec.structs.replace(settings, webhook_allow_private=True)
        monkeypatch.setitem(edge._app._app.state, "settings", opened)


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

"""The console in a real browser, over a running platform with a brand on board."""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.conftest import TEMPLATE
from tests.journeys.house import House, bring_on_board
from tests.journeys.town import Town
from tests.postbox import Mailbox
from tests.web.chromium import chromium
from tests.web.samples import Samples, walk_some
from tests.web.visiting import Language, Visitor, visiting

from aftersales_local import web
from aftersales_local.ports import free_ports
from aftersales_local.postgres import Databases

OUR_REDIS = 40
"""Redis databases from this number on belong to the console's tests."""

Open = Callable[..., Visitor]
WINDOWS = pytest.StashKey[list[Visitor]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failure what its windows showed, and keep them as pictures."""
    report = yield
    if call.when == "call" and report.failed:
        for number, visitor in enumerate(item.stash.get(WINDOWS, [])):
            report.sections.append((f"window {number}: {visitor.page.url}", visitor.page.locator("body").inner_html()))
            visitor.keep(f"failed-{item.name}-{number}")
    return report


@pytest.fixture(scope="session")
def town(environment: dict[str, str], databases: Databases, post_office: Mailbox, worker_id: str) -> Iterator[Town]:
    """The API with the console's pages, and a worker of all fleets."""
    web.build()
    number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    name = f"web_{worker_id}"
    databases.create(name, TEMPLATE)
    roles = {"": "app", "OWNER_": "owner", "RELAY_": "relay", "OPERATOR_": "operator"}
    [port] = free_ports(1)
    ours = {
        **{f"AFTERSALES_{prefix}DATABASE_URL": databases.url(role, name) for prefix, role in roles.items()},
        "AFTERSALES_REDIS_URL": f"{environment['AFTERSALES_REDIS_URL'].rpartition('/')[0]}/{OUR_REDIS + number}",
        "AFTERSALES_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "AFTERSALES_WEBHOOK_ALLOW_PRIVATE": "true",
        "AFTERSALES_S3_BUCKET": f"web-{worker_id}",  # a bucket lets the pages of one address upload to it
    }
    folder = Path(tempfile.mkdtemp(prefix="aftersales-web-"))
    running = Town({**os.environ, **environment, **ours}, post_office, folder, port)
    try:
        running.run("aftersales_api.cli", "migrate")
        running.start_api()
        running.start_worker()
        yield running
    finally:
        for visitor in running.visitors:
            visitor.http.close()
        for child in list(running.children):
            running.end(child)
        databases.drop(name)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def house(town: Town) -> House:
    """A small e-bike brand, on board with its dealers, parts, stock and policy."""
    return bring_on_board(town)


@pytest.fixture(scope="session")
def samples(house: House) -> Samples:
    """Returns on their way and at their end."""
    return walk_some(house)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a file; beyond it, its driver's loop would stand in the way of every async test."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_as(browser: Browser, town: Town, request: pytest.FixtureRequest) -> Iterator[Open]:
    """A function that opens a window for somebody of the house, or for nobody in particular."""
    windows = request.node.stash[WINDOWS] = []
    with ExitStack() as stack:

        def open_window(who: str = "", language: Language = "zh", size: str = "desk", *, dark: bool = False) -> Visitor:
            visitor = stack.enter_context(visiting(browser, town.url, language, size, dark=dark))
            windows.append(visitor)
            if who == "operator":
                visitor.hold(request.getfixturevalue("house").operator)
            elif who:
                house: House = request.getfixturevalue("house")
                visitor.enter(house.address_of(who), tenant_id=house.tenant_id)
            return visitor

        yield open_window

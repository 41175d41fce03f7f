"""One platform to be hurt for all scenarios of a process, what lies outside of it, and the book of what was tried."""

from collections.abc import AsyncIterator, Iterator

import pytest

pytest.register_assert_rewrite("tests.faults.whole", "tests.faults.site", "tests.faults.records")

from tests.faults.book import Book  # noqa: E402 - after the line above, which must come first
from tests.faults.outside import Outside  # noqa: E402 - same
from tests.faults.site import Site, open_site  # noqa: E402 - same


@pytest.fixture(scope="session")
def book() -> Book:
    """Where a full run writes down what it has tried."""
    return Book()


@pytest.fixture(scope="session")
def outside(environment: dict[str, str]) -> Iterator[Outside]:
    """The store, the mail server, a receiver of webhooks and a balancer."""
    with Outside(environment["AFTERSALES_S3_ENDPOINT"]) as opened:
        yield opened


@pytest.fixture(scope="session")
async def opened_site(environment: dict[str, str], outside: Outside) -> AsyncIterator[Site]:
    """A platform with a brand at work on it, and its API running."""
    async with open_site(outside.settings(environment)) as opened:
        await opened.start_api()
        await opened.start_worker()
        await opened.rest()
        opened.end("worker")
        yield opened


@pytest.fixture
async def site(opened_site: Site) -> AsyncIterator[Site]:
    """The platform, whose API is whole and which no worker serves, before each scenario and after it."""
    await opened_site.tend()
    if "api" not in opened_site.running:
        await opened_site.start_api()
    yield opened_site
    for name in [name for name in opened_site.running if name != "api"]:
        opened_site.kill(name)
    await opened_site.clear_away()

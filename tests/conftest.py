"""The servers under every test: started once a run, a database and a Redis of its own for each worker."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, settings
from xdist.workermanage import WorkerController

from aftersales_local.environment import contract
from aftersales_local.passwords import passwords_of
from aftersales_local.places import postgres_programs
from aftersales_local.ports import without_proxy
from aftersales_local.postgres import Databases
from aftersales_local.servers import Servers, start_servers
from tests.postbox import Mailbox

TEMPLATE = "aftersales"
LIMITS = ("CALLER", "TENANT", "ADDRESS", "ENTRY_ADDRESS", "ENTRY_EMAIL")
PATIENT = {f"AFTERSALES_LIMIT_{name}": "1000000/60" for name in LIMITS}
"""Every test comes from one address: what limits do is shown where they are set small."""

SAID = ("AFTERSALES_FAULTS", "AFTERSALES_SEED", "AFTERSALES_STEPS")
"""What whoever runs the tests may say to them: how much to try, and which seed to play again."""

settings.register_profile(
    "steady",
    deadline=None,  # a busy machine is no fault
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),  # what lands is judged by cases that were tried before
)
settings.load_profile("steady")

FIXTURES = Path(__file__).with_name("fixtures")
for name in [name for name in os.environ if name.startswith("AFTERSALES_") and name not in SAID]:
    del os.environ[name]  # a shell that was told of a running platform must not lend it to the tests
os.environ.update(without_proxy(os.environ))
pytest_plugins = [f"tests.fixtures.{file.stem}" for file in sorted(FIXTURES.glob("[!_]*.py"))]
pytest.register_assert_rewrite(*pytest_plugins)  # they import each other, whichever comes first


@dataclass(frozen=True, slots=True)
class Platform:
    """The servers of one test run and the folder they live in."""

    servers: Servers
    data: Path

    def environment_of(self, worker: str) -> dict[str, str]:
        """A database and a Redis database for one worker, and how to reach them."""
        assert self.servers.postgres is not None
        database = f"test_{worker}"
        self.servers.postgres.databases.create(database, TEMPLATE)
        return contract(
            self.servers,
            {},
            smtp_port=0,
            public_url="http://127.0.0.1:8080",
            kind="test",
            database=database,
            redis_database=int(worker.removeprefix("gw") or 0) + 1,
        )

    def input_of(self, worker: str) -> dict[str, object]:
        """All that a worker process must be told."""
        assert self.servers.postgres is not None
        return {
            "environment": self.environment_of(worker),
            "data": str(self.data),
            "postgres_port": self.servers.postgres.databases.port,
        }

    def discard(self) -> None:
        """End the servers and remove their files."""
        self.servers.discard()
        shutil.rmtree(self.data)


PLATFORM = pytest.StashKey[Platform]()


def start_platform() -> Platform:
    """Start the servers in a folder of their own and migrate the database that the others are copied from."""
    data = Path(tempfile.mkdtemp(prefix="aftersales-test-"))
    data.chmod(0o711)
    platform = Platform(start_servers(data, {}, throwaway=True), data)
    try:
        assert platform.servers.postgres is not None
        migrate(platform.servers.postgres.databases.url("owner", TEMPLATE))
    except BaseException:
        platform.discard()
        raise
    return platform


def migrate(owner_url: str) -> None:
    """Bring a database to the newest revision, in a thread because the migration runs a loop of its own."""
    from aftersales import migrations  # noqa: PLC0415 - tests of pure rules need no schema

    with ThreadPoolExecutor(1) as thread:
        thread.submit(migrations.upgrade, owner_url).result()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before workers start, start what they share."""
    config = session.config
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None) or config.option.collectonly:
        return
    platform = start_platform()
    config.add_cleanup(platform.discard)
    config.stash[PLATFORM] = platform


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell each worker of its database."""
    if PLATFORM in node.config.stash:
        node.workerinput["platform"] = node.config.stash[PLATFORM].input_of(node.gateway.id)


@pytest.fixture(scope="session")
def platform_input(pytestconfig: pytest.Config) -> Iterator[dict[str, object]]:
    """What this process was told of the servers; alone, it starts them when the first test needs them."""
    told = cast("dict[str, dict[str, object]]", getattr(pytestconfig, "workerinput", {}))
    if "platform" in told:
        yield told["platform"]
        return
    platform = start_platform()
    try:
        yield platform.input_of("gw0")
    finally:
        platform.discard()


@pytest.fixture(scope="session")
def databases(platform_input: dict[str, object]) -> Databases:
    """The PostgreSQL of this run, for a test that needs a database apart from the shared one."""
    data = Path(str(platform_input["data"]))
    return Databases(postgres_programs(data), int(str(platform_input["postgres_port"])), passwords_of(data))


@pytest.fixture
def empty_database(databases: Databases, request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of a database that no migration has touched."""
    name = f"empty_{abs(hash(request.node.nodeid)):x}"
    databases.create(name)
    yield name
    databases.drop(name)


@pytest.fixture(scope="session")
def post_office() -> Iterator[Mailbox]:
    """The mail catcher of this process, for as long as it runs."""
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(post_office: Mailbox) -> Mailbox:
    """An empty mailbox that catches everything sent by SMTP."""
    post_office.clear()
    return post_office


@pytest.fixture(scope="session")
def environment(platform_input: dict[str, object], post_office: Mailbox) -> dict[str, str]:
    """The environment contract, pointing at this worker's own database, Redis database and mailbox."""
    given = cast("dict[str, str]", platform_input["environment"])
    return given | PATIENT | {"AFTERSALES_SMTP_PORT": str(post_office.port)}

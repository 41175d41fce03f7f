"""A tenant is written into an archive whole, and comes out of it the same, or not at all."""

import asyncio
import base64
import zipfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest
from tests.fixtures.api import Login
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import Brand, MakeTenant
from tests.fixtures.rows import Filled
from tests.fixtures.worker import Drain

from aftersales.documents import keyring
from aftersales.kernel.access import WORKER, Role
from aftersales.kernel.errors import Refusal
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database
from aftersales.platform.archives.errors import (
    ArchiveCorrupt,
    ArchiveForeign,
    ArchiveOfOtherRevision,
    ArchiveUnreadable,
    PersonConflict,
    TenantIsHere,
)
from aftersales.platform.archives.model import Manifest, Part
from aftersales.platform.archives.rules import tables_in_order
from aftersales_api import cli
from aftersales_api.keeping import terminal
from aftersales_api.keeping.terminal import Here

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def hashes(manifest: Manifest) -> dict[str, Part]:
    """What must be the same wherever the tenant is."""
    return {part.name: part for part in manifest.parts if part.name != "tenant.json"}


async def filed(shop: Shop, drain: Drain) -> None:
    """A return with its papers, messages, facts and deliveries."""
    answer = await shop.people["dealer"].http.post("/v1/returns", json={"lines": [shop.line()]})
    assert answer.status_code == 201, answer.text
    await drain()


async def balance_ledgers(superuser: asyncpg.Connection, tenant: TenantId) -> None:
    """Let the one row of each ledger be one that its own check would let in."""
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute("DELETE FROM stock_entries WHERE tenant_id = $1", tenant)
        await superuser.execute("DELETE FROM ledger_entries WHERE tenant_id = $1", tenant)


async def test_a_tenant_with_business_comes_out_elsewhere_with_equal_hashes(
    shop: Shop, drain: Drain, place: Here, elsewhere: Here, file: Path, tmp_path: Path
) -> None:
    await filed(shop, drain)
    brand = shop.brand
    await place.objects.put(f"{brand.id}/uploads/{new_id()}", PHOTO, "image/jpeg")

    taken = await terminal.export(place, brand.id, brand.code, file)
    arrived = await terminal.bring_in(elsewhere, file)
    again = await terminal.export(elsewhere, brand.id, brand.code, tmp_path / "again.zip")

    assert arrived == taken
    assert hashes(again) == hashes(taken)
    assert {name for name, part in hashes(taken).items() if part.rows} >= {
        "tables/returns.jsonl",
        "tables/facts.jsonl",
        "tables/deliveries.jsonl",
        "tables/stock_entries.jsonl",
        "tables/policy_versions.jsonl",
        "people.jsonl",
        "objects.jsonl",
    }
    async with elsewhere.operators.operator_transaction(new_id()) as tx:
        rows = await tx.fetch("SELECT state FROM tenants WHERE id = $1", brand.id)
    assert rows[0]["state"] == "suspended"


async def test_every_table_of_the_registry_goes_along(
    shop_floor: Filled, superuser: asyncpg.Connection, place: Here, elsewhere: Here, file: Path, tmp_path: Path
) -> None:
    tenant = TenantId(shop_floor.tenant)
    await balance_ledgers(superuser, tenant)
    code = f"t-{tenant.hex[-12:]}"

    taken = await terminal.export(place, tenant, code, file)
    await terminal.bring_in(elsewhere, file)
    again = await terminal.export(elsewhere, tenant, code, tmp_path / "again.zip")

    rows = {part.name: part.rows for part in taken.parts if part.name.startswith("tables/")}
    assert rows == {
        f"tables/{table.name}.jsonl": 0 if table.name in {"stock_entries", "ledger_entries"} else 1
        for table in tables_in_order()
    }
    assert hashes(again) == hashes(taken)


async def test_an_archive_is_a_snapshot_and_holds_nothing_of_another_tenant(
    brand: Brand, make_tenant: MakeTenant, log_in: Login, place: Here, file: Path
) -> None:
    other = await make_tenant()
    await log_in(brand, Role.ADMINISTRATOR, email=f"{brand.code}@example.com")
    await log_in(other, Role.ADMINISTRATOR, email=f"{other.code}@example.com")

    await terminal.export(place, brand.id, brand.code, file)

    with zipfile.ZipFile(file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert str(other.id).encode() not in everything
    assert other.code.encode() not in everything
    assert f"{brand.code}@example.com".encode() in everything
    assert b"argon2" not in everything


async def test_a_tenant_that_is_here_is_not_brought_in_twice(
    brand: Brand, place: Here, database: Database, file: Path
) -> None:
    await terminal.export(place, brand.id, brand.code, file)

    with pytest.raises(TenantIsHere):
        await terminal.bring_in(place, file)

    async with database.transaction(brand.id, WORKER) as tx:
        rows = await tx.fetch("SELECT count(*) AS count FROM organisations WHERE tenant_id = $1", brand.id)
    assert rows[0]["count"] == 1


async def test_an_address_that_belongs_to_somebody_else_there_stops_everything(
    brand: Brand, log_in: Login, place: Here, elsewhere: Here, other_settings: Settings, file: Path
) -> None:
    email = f"{new_id().hex}@example.com"
    await log_in(brand, Role.ADMINISTRATOR, email=email)
    await terminal.export(place, brand.id, brand.code, file)
    owner = await asyncpg.connect(other_settings.owner_database_url)
    await owner.execute("ALTER TABLE people NO FORCE ROW LEVEL SECURITY")
    await owner.execute(
        "INSERT INTO people (id, email, name, password_hash) VALUES ($1, $2, 'x', 'x')", new_id(), email
    )
    await owner.execute("ALTER TABLE people FORCE ROW LEVEL SECURITY")
    await owner.close()

    with pytest.raises(PersonConflict) as refused:
        await terminal.bring_in(elsewhere, file)

    assert refused.value.params == {"emails": email}
    assert await left_of(elsewhere, brand.id) == (0, [])


async def left_of(place: Here, tenant_id: TenantId) -> tuple[int, list[str]]:
    """How many tenants of this identity there are, and its objects."""
    async with place.operators.operator_transaction(new_id()) as tx:
        rows = await tx.fetch("SELECT count(*) AS count FROM tenants WHERE id = $1", tenant_id)
    return rows[0]["count"], [one.key for one in await place.objects.keys(f"{tenant_id}/")]


def rewritten(source: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of an archive in which some entries were changed or left out."""
    target = source.with_name("changed.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


class Resigned:
    """Changes an archive's manifest and signs it anew, as only whoever holds the key can."""

    signed = b""

    def __init__(self, **changed: object) -> None:
        self.changed = changed

    def __call__(self, name: str, content: bytes) -> bytes:
        """The entry as it is to be; the manifest stands before its signature."""
        if name == "manifest.json":
            manifest = msgspec.json.decode(content, type=Manifest)
            self.signed = msgspec.json.encode(msgspec.structs.replace(manifest, **self.changed))
            return self.signed
        if name == "signature.json":
            key_id, signature = keyring.sign(self.signed)
            return msgspec.json.encode({"key_id": key_id, "signature": signature.hex()})
        return content


def flipped(name: str, wanted: str, content: bytes) -> bytes:
    """The entry with one byte changed."""
    return content[:-3] + bytes([content[-3] ^ 1]) + content[-2:] if name == wanted else content


ALTERED: dict[str, tuple[Callable[[str, bytes], bytes | None], type[Refusal]]] = {
    "manifest altered": (
        lambda n, c: c.replace(b'"rows": ', b'"rows": 1') if n == "manifest.json" else c,
        ArchiveForeign,
    ),
    "manifest missing": (lambda n, c: None if n == "manifest.json" else c, ArchiveUnreadable),
    "signature missing": (lambda n, c: None if n == "signature.json" else c, ArchiveUnreadable),
    "signature no JSON": (lambda n, c: b"{" if n == "signature.json" else c, ArchiveUnreadable),
    "signature no hex": (
        lambda n, c: b'{"key_id": 1, "signature": "zz"}' if n == "signature.json" else c,
        ArchiveForeign,
    ),
    "signed by an unknown key": (
        lambda n, c: c.replace(b'"key_id":1', b'"key_id":9') if n == "signature.json" else c,
        ArchiveForeign,
    ),
    "other format": (Resigned(format="x"), ArchiveUnreadable),
    "other revision": (Resigned(revision="0000"), ArchiveOfOtherRevision),
    "a table left out of the manifest": (Resigned(parts=()), ArchiveCorrupt),
    "another tenant in the manifest": (Resigned(tenant_id=new_id()), ArchiveCorrupt),
    "other number of objects": (Resigned(objects=7), ArchiveCorrupt),
    "a table missing": (lambda n, c: None if n == "tables/organisations.jsonl" else c, ArchiveCorrupt),
    "a row altered": (lambda n, c: flipped(n, "tables/organisations.jsonl", c), ArchiveCorrupt),
    "a row added": (lambda n, c: c + c if n == "tables/organisations.jsonl" else c, ArchiveCorrupt),
    "a row cut off": (lambda n, c: c[:-1] if n == "tables/organisations.jsonl" else c, ArchiveCorrupt),
    "an object altered": (lambda n, c: flipped(n, "objects/uploads/photo", c), ArchiveCorrupt),
    "an object longer": (lambda n, c: c + b"x" if n == "objects/uploads/photo" else c, ArchiveCorrupt),
    "an object missing": (lambda n, c: None if n == "objects/uploads/photo" else c, ArchiveCorrupt),
}


async def test_a_foreign_or_corrupt_archive_is_refused_and_leaves_nothing(
    brand: Brand, place: Here, elsewhere: Here, file: Path
) -> None:
    await place.objects.put(f"{brand.id}/uploads/photo", PHOTO, "image/jpeg")
    await terminal.export(place, brand.id, brand.code, file)

    answers = {}
    for what, (change, _) in ALTERED.items():
        try:
            await terminal.bring_in(elsewhere, rewritten(file, change))
        except Refusal as refusal:
            answers[what] = type(refusal)

    assert answers == {what: wanted for what, (_, wanted) in ALTERED.items()}
    assert (await left_of(elsewhere, brand.id))[0] == 0


@pytest.mark.parametrize("content", [b"", b"PK", base64.b64decode("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="), b"x" * 5000])
async def test_what_is_no_archive_is_refused(content: bytes, place: Here, file: Path) -> None:
    await asyncio.to_thread(file.write_bytes, content)

    with pytest.raises(ArchiveUnreadable):
        await terminal.check(place, file)


@pytest.mark.parametrize("function", ["restore_rows($1, 'organisations')", "restore_people($1)"])
async def test_rows_cannot_be_added_to_a_tenant_that_lives(
    function: str, brand: Brand, operator_database: Database
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with operator_database.operator_transaction(new_id()) as tx:
            await tx.fetch(f"SELECT {function}", brand.id)


async def test_an_administrator_exports_the_brand_and_fetches_the_archive(
    brand: Brand, log_in: Login, drain: Drain, tmp_path: Path, place: Here
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    begun = await admin.http.post("/v1/tenant/exports")
    waiting = await admin.http.get(begun.headers["Location"])
    await drain()
    ready = await admin.http.get(begun.headers["Location"])
    async with httpx.AsyncClient() as outside:
        fetched = await outside.get(ready.json()["archive"]["url"])
    file = tmp_path / "fetched.zip"
    await asyncio.to_thread(file.write_bytes, fetched.content)

    assert begun.status_code == 202, begun.text
    assert waiting.json()["archive"] is None
    assert (ready.json()["job"]["state"], ready.json()["job"]["kind"]) == ("done", "tenant_export")
    manifest = await terminal.check(place, file)
    assert (manifest.tenant_id, manifest.code) == (brand.id, brand.code)
    facts = (await admin.http.get("/v1/facts", params={"subject_id": str(brand.id)})).json()["items"]
    assert [fact["name"] for fact in facts] == ["tenancy.tenant_export_requested", "tenancy.tenant_exported"]


async def test_only_who_manages_the_brand_may_take_everything(brand: Brand, log_in: Login, drain: Drain) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    clerk = await log_in(brand, Role.AFTER_SALES_HEAD)
    begun = await admin.http.post("/v1/tenant/exports")
    await drain()

    asked = await clerk.http.post("/v1/tenant/exports")
    read = await clerk.http.get(begun.headers["Location"])

    assert (asked.status_code, read.status_code) == (403, 403)


def test_the_terminal_exports_checks_and_imports(
    environment: dict[str, str],
    other_settings: Settings,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    code = f"b-{new_id().hex[-12:]}"
    cli.run(
        cli.parser().parse_args(
            [
                "operator",
                "provision-tenant",
                "--code",
                code,
                "--name",
                "x",
                "--admin-name",
                "x",
                "--admin-email",
                "a@b.cn",
            ]
        )
    )

    exported = cli.run(cli.parser().parse_args(["tenant", "export", code, str(file)]))
    checked = cli.run(cli.parser().parse_args(["tenant", "check", str(file)]))
    twice = cli.run(cli.parser().parse_args(["tenant", "import", str(file)]))
    monkeypatch.setenv("AFTERSALES_DATABASE_URL", other_settings.database_url)
    monkeypatch.setenv("AFTERSALES_OPERATOR_DATABASE_URL", other_settings.operator_database_url)
    imported = cli.run(cli.parser().parse_args(["tenant", "import", str(file)]))

    assert (exported, checked, twice, imported) == (0, 0, 1, 0)
    said = capsys.readouterr()
    assert said.out.count(code) >= 3
    assert "suspended" in said.out

"""Uploads and downloads through presigned links, with the real object store."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from tests.documents.conftest import Shops
from tests.documents.uploads import GOOD, announce, heic, id_of, jpeg, other_zip, png, send, uploaded
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain

from aftersales.documents.files import service as files
from aftersales.documents.files.errors import FileAltered, FileNotReady, FileTaken
from aftersales.documents.files.model import CSV, HEIC, JPEG, PNG, SVG, XLSX, FileId, FileState, Purpose
from aftersales.documents.gateway import upload_key
from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.errors import NotFound
from aftersales.kernel.tx import Database
from aftersales_worker import world


@pytest.mark.parametrize("content_type", GOOD)
async def test_every_type_of_file_travels_to_the_store_and_back(brand: Brand, log_in: Login, content_type: str) -> None:
    client = await log_in(brand, Role.ADMINISTRATOR, Role.DEALER_CLERK)
    purpose, content = GOOD[content_type]

    file = await uploaded(client, content, content_type=content_type, purpose=purpose, name="文件")

    assert file["state"] == "ready"
    assert file["sha256"] == hashlib.sha256(content).hexdigest()
    download = file["download"]
    assert isinstance(download, dict)
    async with httpx.AsyncClient() as browser:
        fetched = await browser.get(download["url"])
    assert fetched.content == content
    assert fetched.headers["content-disposition"].startswith("attachment; filename=")
    assert fetched.headers["content-type"] in {content_type, "application/octet-stream"}


async def test_the_pixels_of_each_kind_of_picture_are_read_without_decoding(
    brand: Brand, shops: Shops, log_in: Login
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)

    found = {kind: await uploaded(client, GOOD[kind][1], content_type=kind) for kind in list(GOOD)[:4]}

    sizes = {kind: (file["width"], file["height"]) for kind, file in found.items()}
    assert sizes == dict(zip(list(GOOD)[:4], [(4, 3), (640, 480), (320, 200), (4032, 3024)], strict=True))


async def test_a_link_takes_just_the_declared_length_and_type_and_takes_it_once(
    brand: Brand, shops: Shops, log_in: Login
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    begun = (await announce(client, png())).json()

    longer = await send(begun["upload"], png() + b"x")
    other = await send(begun["upload"], png(), **{"Content-Type": "text/html"})
    first = await send(begun["upload"], png())
    second = await send(begun["upload"], png())

    assert [longer.status_code, other.status_code, first.status_code, second.status_code] == [403, 403, 200, 412]


async def test_what_was_checked_cannot_be_overwritten_afterwards(brand: Brand, shops: Shops, log_in: Login) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    begun = (await announce(client, png(4, 3))).json()
    await send(begun["upload"], png(4, 3))
    await client.http.post(f"/v1/files/{begun['id']}/completion")

    late = await send(begun["upload"], png(5, 3))

    shown = (await client.http.get(f"/v1/files/{begun['id']}")).json()
    async with httpx.AsyncClient() as browser:
        fetched = await browser.get(shown["download"]["url"])
    assert late.status_code == 412
    assert fetched.content == png(4, 3)


HOSTILE = {
    "a jpeg that says png": (PNG, jpeg(), "file_type_differs"),
    "a program that says png": (PNG, b"MZ\x90\x00" + bytes(60), "file_type_differs"),
    "a script in a comment": (JPEG, jpeg(comment=b"<script>alert(1)</script>"), "file_hides_markup"),
    "a page behind a picture": (PNG, png() + b"<!DOCTYPE html><body onload=x>", "file_hides_markup"),
    "a script far behind a picture": (JPEG, jpeg() + bytes(70_000) + b"<script src=//x>", "file_hides_markup"),
    "an svg that says png": (PNG, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_hides_markup"),
    "a picture of 900 million pixels": (PNG, png(30_000, 30_000), "file_too_many_pixels"),
    "a picture of no width": (PNG, png(0, 3), "file_damaged"),
    "a jpeg cut short": (JPEG, jpeg()[:20], "file_damaged"),
    "a heic cut short": (HEIC, heic()[:24], "file_damaged"),
    "an archive that is no workbook": (XLSX, other_zip(), "file_type_differs"),
    "an archive without a directory": (XLSX, b"PK\x03\x04" + bytes(80), "file_type_differs"),
    "bytes that are no text": (CSV, b"\x00\x01\x02", "file_type_differs"),
    "a page that says csv": (CSV, b"<html><table><tr><td>1", "file_hides_markup"),
    "a logo with a script": (SVG, b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo_unusable"),
}
PURPOSES = {CSV: "import_sheet", XLSX: "import_sheet", SVG: "logo"}


@pytest.mark.parametrize("case", HOSTILE)
async def test_content_that_is_not_what_it_says_is_refused_and_cannot_be_fetched(
    brand: Brand, log_in: Login, case: str
) -> None:
    client = await log_in(brand, Role.ADMINISTRATOR, Role.DEALER_CLERK)
    content_type, content, code = HOSTILE[case]

    file = await uploaded(client, content, content_type=content_type, purpose=PURPOSES.get(content_type, "photo"))

    refusal = file["refusal"]
    assert isinstance(refusal, dict)
    assert (file["state"], refusal["code"], file["download"]) == ("refused", code, None)


async def test_a_wrong_hash_is_refused_and_completing_again_says_the_same(
    brand: Brand, shops: Shops, log_in: Login
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)

    file = await uploaded(client, png(), sha256="0" * 64)

    again = await client.http.post(f"/v1/files/{file['id']}/completion")
    assert (file["state"], again.json()["state"]) == ("refused", "refused")
    assert again.json()["refusal"]["code"] == "file_hash_differs"


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "a path": ({"name": "../../etc/passwd"}, "file_name_unusable"),
    "a drive": ({"name": "C:\\照片.png"}, "file_name_unusable"),
    "dots": ({"name": "..."}, "file_name_unusable"),
    "a hidden file": ({"name": ".htaccess"}, "file_name_unusable"),
    "text turned round": ({"name": "a\u202egnp.exe"}, "file_name_unusable"),
    "a zero byte": ({"name": "a\x00.png"}, "file_name_unusable"),
    "a long name": ({"name": "长" * 121}, "file_name_unusable"),
    "a page": ({"content_type": "text/html"}, "file_type_not_allowed"),
    "a drawing": ({"content_type": SVG}, "file_type_not_allowed"),
    "too much": ({"length": 10_000_001}, "file_too_large"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_bad_announcement_is_refused_and_nothing_is_kept(
    brand: Brand, shops: Shops, log_in: Login, database: Database, case: str
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    change, code = REFUSED[case]
    body = {"purpose": "photo", "name": "照片.png", "content_type": PNG, "length": 100} | change

    answer = await client.http.post("/v1/files", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(change))}"
    async with database.transaction(brand.id, brand.anyone) as tx:
        kept = await tx.fetch("SELECT count(*) AS files FROM files WHERE tenant_id = $1", brand.id)
    assert kept[0]["files"] == 0


async def test_a_name_gets_the_ending_of_its_type(brand: Brand, shops: Shops, log_in: Login) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)

    names = [
        (await announce(client, png(), name=name)).json()["name"] for name in ("  外观 1.PNG ", "page.html", "image")
    ]

    assert names == ["外观 1.PNG", "page.html.png", "image.png"]


async def test_a_dealer_may_not_upload_a_logo_and_a_stranger_nothing(brand: Brand, shops: Shops, log_in: Login) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)

    logo = await announce(client, png(), purpose="logo")
    anonymous = await client.http.post("/v1/files", json={}, headers={"Authorization": "Bearer none"})

    assert (logo.status_code, logo.json()["code"]) == (403, "forbidden")
    assert anonymous.status_code in {400, 401}


async def test_no_dealer_sees_completes_or_claims_another_dealers_file(
    brand: Brand, shops: Shops, log_in: Login, database: Database
) -> None:
    owner = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    stranger = await log_in(brand, Role.DEALER_CLERK, dealer=shops.far)
    file = await uploaded(owner, png())

    seen = await stranger.http.get(f"/v1/files/{file['id']}")
    completed = await stranger.http.post(f"/v1/files/{file['id']}/completion")

    assert (seen.status_code, completed.status_code) == (404, 404)
    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=shops.far)) as tx:
        with pytest.raises(NotFound):
            await files.claim_files(tx, [FileId(id_of(file))], subject_kind="return", subject_id=uuid4())


async def test_a_colleague_sees_a_file_but_does_not_complete_it(brand: Brand, shops: Shops, log_in: Login) -> None:
    owner = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    colleague = await log_in(brand, Role.DEALER_MANAGER, dealer=shops.near)
    begun = (await announce(owner, png())).json()

    seen = await colleague.http.get(f"/v1/files/{begun['id']}")
    completed = await colleague.http.post(f"/v1/files/{begun['id']}/completion")

    assert (seen.status_code, seen.json()["upload"], completed.status_code) == (200, None, 404)


async def test_completing_before_sending_is_refused_and_can_be_done_later(
    brand: Brand, shops: Shops, log_in: Login
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    begun = (await announce(client, png())).json()

    early = await client.http.post(f"/v1/files/{begun['id']}/completion")

    fresh = (await client.http.get(f"/v1/files/{begun['id']}")).json()
    await send(fresh["upload"], png())
    done = await client.http.post(f"/v1/files/{begun['id']}/completion")
    assert (early.status_code, early.json()["code"]) == (409, "file_not_uploaded")
    assert (fresh["state"], done.json()["state"]) == ("pending", "ready")


async def test_an_unfinished_upload_expires_after_a_day_and_its_bytes_go(
    brand: Brand, shops: Shops, log_in: Login, drain: Drain, clock: SetClock
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    begun = (await announce(client, png())).json()
    await send(begun["upload"], png())
    kept = await uploaded(client, png(9, 9))

    clock.advance(timedelta(hours=24))
    await drain()

    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    shown = (await client.http.get(f"/v1/files/{begun['id']}")).json()
    completed = await client.http.post(f"/v1/files/{begun['id']}/completion")
    objects = world.object_store()
    assert (shown["state"], shown["upload"], completed.status_code) == ("expired", None, 404)
    assert await objects.head(upload_key(brand.id, begun["id"])) is None
    assert await objects.head(upload_key(brand.id, kept["id"])) is not None


async def test_files_are_claimed_once_by_those_whose_they_are(
    brand: Brand, shops: Shops, log_in: Login, database: Database
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    ready = FileId(id_of(await uploaded(client, png())))
    pending = FileId(id_of((await announce(client, png())).json()))
    first, second = uuid4(), uuid4()
    colleague = brand.actor(Role.DEALER_CLERK, dealer=shops.near)

    async with database.transaction(brand.id, colleague) as tx:
        await files.claim_files(tx, [ready], subject_kind="return", subject_id=first)
        await files.claim_files(tx, [ready], subject_kind="return", subject_id=first)
    refused = []
    for ids, subject in (([ready], second), ([pending], second)):
        async with database.transaction(brand.id, colleague) as tx:
            try:
                await files.claim_files(tx, ids, subject_kind="return", subject_id=subject)
            except (FileTaken, FileNotReady) as refusal:
                refused.append((refusal.code, refusal.errors[0].pointer))

    async with database.transaction(brand.id, colleague) as tx:
        attached = await files.files_of(tx, "return", first)
    assert refused == [("file_taken", "/file_ids/0"), ("file_not_ready", "/file_ids/0")]
    assert [file.id for file in attached] == [ready]


async def test_a_photo_of_the_factory_is_shown_to_the_dealer_whose_return_it_concerns(
    brand: Brand, shops: Shops, log_in: Login, database: Database
) -> None:
    inspector = await log_in(brand, Role.QUALITY_INSPECTOR)
    dealer = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    file = await uploaded(inspector, png())
    before = await dealer.http.get(f"/v1/files/{file['id']}")

    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.fetch("UPDATE files SET uploaded_by = $2 WHERE id = $1", id_of(file), tx.actor.id)
        await files.claim_files(
            tx, [FileId(id_of(file))], subject_kind="return", subject_id=uuid4(), dealer_id=shops.near
        )

    after = await dealer.http.get(f"/v1/files/{file['id']}")
    assert (before.status_code, after.status_code) == (404, 200)


async def test_a_worker_fetches_ready_bytes_and_notices_when_they_were_altered(
    brand: Brand, log_in: Login, database: Database, drain: Drain
) -> None:
    await drain()
    client = await log_in(brand, Role.ADMINISTRATOR)
    purpose, content = GOOD[CSV]
    file = await uploaded(client, content, content_type=CSV, purpose=purpose, name="经销商.csv")
    async with database.transaction(brand.id, brand.anyone) as tx:
        stored = await files.read_file(tx, FileId(id_of(file)), purpose=Purpose.IMPORT_SHEET)

    fetched = await files.fetch(world.object_store(), stored)
    await world.object_store().put(stored.key, content[:-2] + b"!\n", CSV)

    assert fetched == content
    with pytest.raises(FileAltered):
        await files.fetch(world.object_store(), stored)
    async with database.transaction(brand.id, brand.anyone) as tx:
        assert (await files.file(tx, FileId(id_of(file)))).state is FileState.READY

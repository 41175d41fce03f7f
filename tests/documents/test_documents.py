"""Papers from their request to the file in somebody's hand, with the real store, printer and worker."""

import hashlib
from datetime import UTC, datetime

import httpx
import msgspec
import pytest
from tests.documents import issued, papers
from tests.documents.conftest import Shops
from tests.documents.issued import document_of, issue
from tests.documents.uploads import announce, chunk, png, send, uploaded
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain

from aftersales.documents import service as documents
from aftersales.documents.gateway import S3Store
from aftersales.documents.model import DocumentState
from aftersales.documents.rendering.errors import PaperIncomplete
from aftersales.documents.rendering.model import Header, Language, Paper
from aftersales.kernel.access import WORKER, Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales_worker import world


@pytest.fixture(autouse=True)
async def begun(drain: Drain) -> None:
    """The worker's world is open and nothing of other tests is left to do."""
    await drain()


async def pdf_of(http: httpx.AsyncClient, document_id: object) -> bytes:
    answer = await http.get(f"/v1/documents/{document_id}/content")
    assert answer.status_code == 200, answer.text
    async with httpx.AsyncClient() as browser:
        fetched = await browser.get(answer.json()["url"])
    assert fetched.status_code == 200, fetched.text
    assert fetched.headers["content-type"] == "application/pdf"
    assert hashlib.sha256(fetched.content).hexdigest() == answer.json()["sha256"]
    return fetched.content


PAPERS = {
    "packing list": (issued.packing_list, "PL-2026-000001", "退货清单"),
    "transport form": (issued.transport_form, "TF-2026-000001", "退货运输单"),
    "inspection report": (issued.inspection_report, "IR-2026-000001", "鉴定单"),
    "credit note": (issued.credit_note, "CN-2026-000001", "贷项通知单"),
}


@pytest.mark.parametrize("kind", PAPERS)
async def test_each_paper_is_numbered_set_and_fetched_by_its_dealer(
    brand: Brand, shops: Shops, log_in: Login, database: Database, drain: Drain, kind: str
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    build, number, word = PAPERS[kind]

    document_id = await issue(database, brand, shops.near, build=build)
    await drain()

    shown = (await client.http.get(f"/v1/documents/{document_id}")).json()
    text = "".join(papers.pages_of(await pdf_of(client.http, document_id)))
    assert (shown["state"], shown["number"], shown["pages"]) == ("ready", number, 1)
    assert word in text.replace(" ", "")
    assert number in text
    assert shown["fingerprint"] in text


async def test_a_paper_is_written_in_the_language_asked_for(
    brand: Brand, shops: Shops, log_in: Login, database: Database, drain: Drain
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)

    document_id = await issue(database, brand, shops.near, language=Language.EN)
    await drain()

    text = "".join(papers.pages_of(await pdf_of(client.http, document_id)))
    assert "Packing List" in text
    assert "退货清单" not in text.replace(" ", "")


async def test_the_same_cause_makes_one_paper_and_numbers_have_no_gap(
    brand: Brand, shops: Shops, database: Database
) -> None:
    cause = new_id()

    first = await issue(database, brand, shops.near, cause=cause)
    again = await issue(database, brand, shops.near, cause=cause)
    other = await issue(database, brand, shops.far)

    numbers = [(await document_of(database, brand, one)).number for one in (first, other)]
    assert first == again
    assert numbers == ["PL-2026-000001", "PL-2026-000002"]


async def test_the_year_of_a_number_is_that_of_the_tenants_calendar(
    brand: Brand, shops: Shops, database: Database, clock: SetClock
) -> None:
    clock.at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)

    document_id = await issue(database, brand, shops.near)

    assert (await document_of(database, brand, document_id)).number == "PL-2027-000001"


async def test_a_paper_that_lacks_a_mandatory_field_is_refused_and_takes_no_number(
    brand: Brand, shops: Shops, database: Database
) -> None:
    def nameless(header: Header) -> Paper:
        return msgspec.structs.replace(papers.packing_list(), header=header, dealer_address=" ")

    with pytest.raises(PaperIncomplete) as refused:
        await issue(database, brand, shops.near, build=nameless)

    following = await issue(database, brand, shops.near)
    assert [error.pointer for error in refused.value.errors] == ["/dealer_address"]
    assert (await document_of(database, brand, following)).number == "PL-2026-000001"


async def test_a_newer_paper_of_the_same_kind_and_thing_supersedes_the_older(
    brand: Brand, shops: Shops, database: Database, drain: Drain
) -> None:
    subject = new_id()
    older = await issue(database, brand, shops.near, subject=subject)
    form = await issue(database, brand, shops.near, subject=subject, build=issued.transport_form)
    await drain()

    newer = await issue(database, brand, shops.near, subject=subject)
    await drain()

    old, new, other = [await document_of(database, brand, one) for one in (older, newer, form)]
    assert (old.state, old.superseded_by, new.supersedes) == (DocumentState.SUPERSEDED, newer, older)
    assert (new.state, other.state) == (DocumentState.READY, DocumentState.READY)


class Killed(Exception):  # noqa: N818 - stands for a worker that is gone
    """The worker died here."""


async def test_a_worker_killed_between_storing_and_marking_leaves_one_paper_with_the_same_bytes(
    brand: Brand, shops: Shops, database: Database, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[tuple[str, bytes]] = []
    put = S3Store.put

    async def put_and_die(store: S3Store, key: str, content: bytes, content_type: str) -> bool:
        await put(store, key, content, content_type)
        stored.append((key, content))
        if len(stored) == 1:
            raise Killed
        return True

    monkeypatch.setattr(S3Store, "put", put_and_die)
    document_id = await issue(database, brand, shops.near)
    await drain()
    between = await document_of(database, brand, document_id)

    async with database.transaction(brand.id, WORKER) as tx:
        await tx.fetch("UPDATE deliveries SET due_at = $2 WHERE tenant_id = $1 AND state = 'waiting'", brand.id, tx.now)
    await drain()

    ready = await document_of(database, brand, document_id)
    async with database.transaction(brand.id, WORKER) as tx:
        rendered = await tx.fetch(
            "SELECT count(*) AS facts FROM facts WHERE tenant_id = $1 AND name = 'documents.document_rendered'",
            brand.id,
        )
    assert (between.state, ready.state) == (DocumentState.REQUESTED, DocumentState.READY)
    assert len(stored) == 2
    assert stored[0] == stored[1]
    assert rendered[0]["facts"] == 1


async def test_no_dealer_sees_or_fetches_another_dealers_paper(
    brand: Brand, shops: Shops, log_in: Login, database: Database, drain: Drain
) -> None:
    stranger = await log_in(brand, Role.DEALER_CLERK, dealer=shops.far)
    document_id = await issue(database, brand, shops.near)
    await drain()

    answers = [
        await stranger.http.get(f"/v1/documents/{document_id}"),
        await stranger.http.get(f"/v1/documents/{document_id}/content"),
        await stranger.http.post(
            f"/v1/documents/{document_id}/revocation", json={"reason": "x"}, headers={"If-Match": '"1"'}
        ),
    ]
    listed = (await stranger.http.get("/v1/documents")).json()

    assert [answer.status_code for answer in answers] == [404, 404, 403]
    assert listed == {"items": [], "next_cursor": None}


async def test_papers_are_listed_by_subject_and_kind_page_by_page(
    brand: Brand, shops: Shops, log_in: Login, database: Database
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    subject = new_id()
    first = await issue(database, brand, shops.near, subject=subject)
    second = await issue(database, brand, shops.near, subject=subject, build=issued.transport_form)
    await issue(database, brand, shops.near)

    page = (await client.http.get("/v1/documents", params={"subject_id": str(subject), "limit": 1})).json()
    rest = (
        await client.http.get(
            "/v1/documents", params={"subject_id": str(subject), "limit": 1, "cursor": page["next_cursor"]}
        )
    ).json()
    forms = (await client.http.get("/v1/documents", params={"kind": "transport_form"})).json()

    assert [item["id"] for item in page["items"] + rest["items"]] == [str(second), str(first)]
    assert rest["next_cursor"] is None
    assert [item["id"] for item in forms["items"]] == [str(second)]


async def test_a_paper_without_a_file_says_so_and_a_redirect_leads_to_the_file(
    brand: Brand, shops: Shops, log_in: Login, database: Database, drain: Drain
) -> None:
    client = await log_in(brand, Role.DEALER_CLERK, dealer=shops.near)
    document_id = await issue(database, brand, shops.near)
    early = await client.http.get(f"/v1/documents/{document_id}/content")
    await drain()

    answer = await client.http.get(f"/v1/documents/{document_id}/content?redirect=true")

    async with httpx.AsyncClient() as browser:
        fetched = await browser.get(answer.headers["location"])
    assert (early.status_code, early.json()["code"]) == (409, "document_not_ready")
    assert answer.status_code == 302
    assert fetched.content.startswith(b"%PDF-")
    assert "PL-2026-000001.pdf" in fetched.headers["content-disposition"]


async def test_a_revocation_needs_the_right_the_newest_version_and_a_first_time(
    brand: Brand, shops: Shops, log_in: Login, database: Database, drain: Drain
) -> None:
    head = await log_in(brand, Role.AFTER_SALES_HEAD)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    document_id = await issue(database, brand, shops.near)
    await drain()
    url = f"/v1/documents/{document_id}/revocation"
    version = (await head.http.get(f"/v1/documents/{document_id}")).headers["etag"]

    by_clerk = await clerk.http.post(url, json={"reason": "数量有误"}, headers={"If-Match": version})
    blind = await head.http.post(url, json={"reason": "数量有误"})
    stale = await head.http.post(url, json={"reason": "数量有误"}, headers={"If-Match": '"1"'})
    before = await document_of(database, brand, document_id)
    done = await head.http.post(url, json={"reason": "数量有误"}, headers={"If-Match": version})
    again = await head.http.post(url, json={"reason": "数量有误"}, headers={"If-Match": done.headers["etag"]})

    assert [by_clerk.status_code, blind.status_code, stale.status_code] == [403, 428, 412]
    assert before.state is DocumentState.READY
    assert (done.json()["state"], done.json()["revocation_reason"]) == ("revoked", "数量有误")
    assert (again.status_code, again.json()["code"]) == (409, "state_conflict")


async def test_a_letterhead_is_set_from_an_uploaded_logo_and_stands_on_papers_from_then_on(
    brand: Brand, shops: Shops, log_in: Login, database: Database, drain: Drain
) -> None:
    administrator = await log_in(brand, Role.ADMINISTRATOR)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    logo = await uploaded(administrator, papers.LOGO, content_type="image/svg+xml", purpose="logo", name="徽标.svg")
    body = {"stamp": "售后服务专用章", "logo_file_id": logo["id"]}
    pending = (await announce(administrator, png(), purpose="logo")).json()

    refused = await clerk.http.put("/v1/letterhead", json={"stamp": "x"}, headers={"If-Match": '"0"'})
    unready = await administrator.http.put(
        "/v1/letterhead", json={"logo_file_id": pending["id"]}, headers={"If-Match": '"0"'}
    )
    done = await administrator.http.put("/v1/letterhead", json=body, headers={"If-Match": '"0"'})
    stale = await administrator.http.put("/v1/letterhead", json=body, headers={"If-Match": '"0"'})
    document_id = await issue(database, brand, shops.near)
    await drain()

    text = "".join(papers.pages_of(await pdf_of(administrator.http, document_id)))
    assert [refused.status_code, unready.status_code, done.status_code, stale.status_code] == [403, 409, 200, 412]
    assert (done.json()["has_logo"], done.headers["etag"]) == (True, '"1"')
    assert all(character in text for character in "售后服务专用章")


async def test_a_paper_that_cannot_be_printed_fails_at_once_and_says_why(
    brand: Brand, shops: Shops, database: Database, drain: Drain
) -> None:
    broken = png()[:33] + chunk(b"IDAT", b"no pixels") + chunk(b"IEND", b"")
    async with database.transaction(brand.id, brand.anyone) as tx:
        await documents.set_letterhead(tx, stamp="", logo=broken, logo_file_id=None, expected_version=0)

    document_id = await issue(database, brand, shops.near)
    await drain()

    failed = await document_of(database, brand, document_id)
    assert (failed.state, failed.failure, failed.object_key) == (DocumentState.FAILED, "logo_unusable", None)


async def test_the_store_keeps_what_lies_under_a_key_when_asked_not_to_overwrite() -> None:
    objects, key = world.object_store(), f"tests/{new_id()}"

    first = await objects.put(key, b"one", "text/plain", if_none_match=True)
    second = await objects.put(key, b"two", "text/plain", if_none_match=True)

    assert (first, second, await objects.get(key, most=3)) == (True, False, b"one")
    await objects.delete(key)
    assert await objects.head(key) is None


async def test_a_browser_of_our_own_origin_may_upload(brand: Brand, log_in: Login) -> None:
    client = await log_in(brand, Role.ADMINISTRATOR)
    begun = (await announce(client, png(), purpose="logo")).json()

    await world.object_store().ensure_bucket((world.settings().public_url,))
    async with httpx.AsyncClient() as browser:
        asked = await browser.options(
            begun["upload"]["url"],
            headers={
                "Origin": world.settings().public_url,
                "Access-Control-Request-Method": "PUT",
                "Access-Control-Request-Headers": "content-type,if-none-match",
            },
        )

    assert asked.headers["access-control-allow-origin"] == world.settings().public_url
    assert (await send(begun["upload"], png())).status_code == 200

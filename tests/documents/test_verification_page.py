"""What anybody who holds a paper is told about it, without logging in."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.documents import issued, papers
from tests.documents.conftest import Shops, Tamper
from tests.documents.issued import document_of, issue
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain

from aftersales.documents import keyring
from aftersales.documents import service as documents
from aftersales.documents.rendering.model import DocumentId
from aftersales.documents.rendering.verification import SigningKey, sign_code
from aftersales.kernel.access import WORKER
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy.tables import tenants
from aftersales_worker import world


@pytest.fixture(autouse=True)
async def begun(drain: Drain) -> None:
    """The worker's world is open and nothing of other tests is left to do."""
    await drain()


async def outcome_of(api: httpx.AsyncClient, code: str) -> tuple[str, dict[str, bool]]:
    answer = await api.get(f"/v1/verifications/{code}")
    assert answer.status_code == 200, answer.text
    checks = {one["check"]: one["passed"] for one in answer.json()["checks"]}
    return answer.json()["outcome"], checks


WHOLE = {"signature": True, "record": True, "contents": True, "file": True}


async def test_a_genuine_paper_is_valid_and_tells_only_what_its_holder_has(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    document_id = await issue(database, brand, shops.near, build=issued.credit_note)
    await drain()
    document = await document_of(database, brand, document_id)

    answer = (await api.get(f"/v1/verifications/{document.code}")).json()

    paper = answer["paper"]
    assert answer["outcome"] == "valid"
    assert {one["check"]: one["passed"] for one in answer["checks"]} == WHOLE
    assert (paper["kind"], paper["number"], paper["policy_version"]) == ("credit_note", "CN-2026-000001", "2026-07")
    assert (paper["total_quantity"], paper["total_amount"]) == (3, {"amount": "1452.10", "currency": "CNY"})
    assert paper["issuer_zh"] == f"品牌{brand.code}"
    assert "杭州悦骑" not in str(answer)


async def test_the_page_is_in_both_languages_and_lets_nothing_load_or_run(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    document_id = await issue(database, brand, shops.near)
    await drain()
    document = await document_of(database, brand, document_id)

    page = await api.get(f"/v/{document.code}")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert all(word in page.text for word in ("单据有效", "Genuine and valid", "PL-2026-000001", "退货清单"))
    assert "<script" not in page.text


async def test_the_fingerprint_on_the_page_is_the_one_on_the_paper(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    document = await document_of(database, brand, await issue(database, brand, shops.near))
    await drain()
    ready = await document_of(database, brand, document.id)

    shown = (await api.get(f"/v1/verifications/{document.code}")).json()["paper"]["fingerprint"]

    assert ready.object_key is not None
    pdf = await world.object_store().get(ready.object_key, most=1_000_000)
    assert shown in "".join(papers.pages_of(pdf))


async def test_any_flipped_character_is_forged_whatever_its_place(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database
) -> None:
    document = await document_of(database, brand, await issue(database, brand, shops.near))
    code = document.code

    flipped = [code[:at] + ("B" if code[at] == "A" else "A") + code[at + 1 :] for at in (60, 70, 100, 150, 215)]
    outcomes = {(await outcome_of(api, one))[0] for one in flipped}

    page = await api.get(f"/v/{flipped[0]}")
    assert outcomes == {"forged"}
    assert page.status_code == 404
    assert "伪造" in page.text
    assert document.number not in page.text


async def test_a_key_we_do_not_know_an_unreadable_code_and_a_paper_never_issued(
    brand: Brand, api: httpx.AsyncClient
) -> None:
    paper = papers.packing_list()
    stranger = SigningKey(9, Ed25519PrivateKey.generate())
    foreign = sign_code(paper, tenant_id=brand.id, document_id=DocumentId(new_id()), key=stranger)
    unissued = sign_code(paper, tenant_id=brand.id, document_id=DocumentId(new_id()), key=keyring.signing_key())

    outcomes = [(await outcome_of(api, code))[0] for code in (foreign, "A" * 216, "x", "%00", unissued)]

    assert outcomes == ["untrusted_key", "unreadable", "unreadable", "unreadable", "unknown"]


async def test_a_retired_key_still_verifies_what_it_signed(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    document = await document_of(database, brand, await issue(database, brand, shops.near))
    await drain()
    seed = world.settings().signing_key
    old = keyring.signing_key().key.public_key().public_bytes_raw()

    keyring.use_key(bytes(32), key_id=2, retired={1: old})
    rotated = await outcome_of(api, document.code)
    keyring.use_key(bytes(32), key_id=2)
    dropped = await outcome_of(api, document.code)
    keyring.use_key(seed)

    assert rotated == ("valid", WHOLE)
    assert dropped == ("untrusted_key", {"signature": False})


async def test_an_altered_or_missing_file_is_found(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain, clock: SetClock
) -> None:
    document_id = await issue(database, brand, shops.near)
    await drain()
    document = await document_of(database, brand, document_id)
    assert document.object_key is not None
    objects = world.object_store()
    pdf = await objects.get(document.object_key, most=1_000_000)

    await objects.put(document.object_key, pdf[:-10] + bytes(10), "application/pdf")
    altered = await outcome_of(api, document.code)
    clock.advance(timedelta(seconds=11))
    await objects.put(document.object_key, pdf + bytes(1), "application/pdf")
    longer = await outcome_of(api, document.code)
    clock.advance(timedelta(seconds=11))
    await objects.delete(document.object_key)
    missing = await outcome_of(api, document.code)

    assert altered == longer == missing == ("altered", WHOLE | {"file": False})


async def test_contents_altered_behind_our_back_are_found_and_not_shown(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain, tamper: Tamper
) -> None:
    document_id = await issue(database, brand, shops.near)
    await drain()
    document = await document_of(database, brand, document_id)

    flip = "set_byte(contents, 40, get_byte(contents, 40) # 1)"
    tamper(f"UPDATE documents SET contents = {flip} WHERE id = '{document_id}'")  # noqa: S608 - ids of our own

    answer = (await api.get(f"/v1/verifications/{document.code}")).json()
    assert (answer["outcome"], answer["paper"]) == ("altered", None)


async def test_superseded_and_revoked_papers_say_so(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    subject = new_id()
    older = await document_of(database, brand, await issue(database, brand, shops.near, subject=subject))
    early = await outcome_of(api, older.code)
    await drain()
    newer = await document_of(database, brand, await issue(database, brand, shops.near, subject=subject))
    await drain()

    superseded = await outcome_of(api, older.code)
    async with database.transaction(brand.id, WORKER) as tx:
        await documents.revoke(tx, newer.id, reason="内部原因")
    revoked = await outcome_of(api, newer.code)

    page = (await api.get(f"/v/{newer.code}")).text
    assert early == ("pending", {"signature": True, "record": True, "contents": True})
    assert superseded == ("superseded", WHOLE)
    assert revoked == ("revoked", WHOLE)
    assert "作废" in page
    assert "内部原因" not in page


async def test_a_file_is_compared_by_its_hash_alone(
    brand: Brand, shops: Shops, api: httpx.AsyncClient, database: Database, drain: Drain
) -> None:
    document_id = await issue(database, brand, shops.near)
    await drain()
    document = await document_of(database, brand, document_id)

    same = await api.post("/v1/verifications", json={"code": document.code, "sha256": document.pdf_sha256})
    other = await api.post("/v1/verifications", json={"code": document.code, "sha256": "0" * 64})
    wrong = await api.post("/v1/verifications", json={"code": document.code, "sha256": "zz"})

    assert same.json() == {"outcome": "valid", "is_same_file": True}
    assert other.json() == {"outcome": "valid", "is_same_file": False}
    assert wrong.status_code in {400, 422}


async def test_papers_of_a_suspended_tenant_can_still_be_verified(
    brand: Brand,
    shops: Shops,
    api: httpx.AsyncClient,
    database: Database,
    operator_database: Database,
    drain: Drain,
) -> None:
    document_id = await issue(database, brand, shops.near)
    await drain()
    document = await document_of(database, brand, document_id)

    async with operator_database.operator_transaction(UUID(int=1)) as operator:
        await operator.execute(tenants.update().where(tenants.c.id == brand.id).values(state="suspended"))

    assert await outcome_of(api, document.code) == ("valid", WHOLE)


async def test_an_issuers_name_is_text_on_the_page_and_never_markup(
    brand: Brand,
    shops: Shops,
    api: httpx.AsyncClient,
    database: Database,
    operator_database: Database,
) -> None:
    async with operator_database.operator_transaction(UUID(int=1)) as operator:
        await operator.execute(tenants.update().where(tenants.c.id == brand.id).values(name="<b>&坏</b>"))
    document = await document_of(database, brand, await issue(database, brand, shops.near))

    page = (await api.get(f"/v/{document.code}")).text

    assert "&lt;b&gt;&amp;坏&lt;/b&gt;" in page
    assert "<b>&坏" not in page

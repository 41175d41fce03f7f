"""A customer's link: signed, for one return, until it expires, and silent about everybody."""

import json
from datetime import timedelta
from typing import Final
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.claims.ways import Way
from tests.fixtures.api import Login
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import NOW

from aftersales.claims.links import rules
from aftersales.claims.links.model import Claim, LineFate, LinkId
from aftersales.claims.returns.model import ReturnId, ReturnState
from aftersales.documents import keyring
from aftersales.kernel.access import Role
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import Database
from aftersales.policy.model import Disposition

FORMER: Final = Claim(TenantId(UUID(int=7)), ReturnId(UUID(int=8)), NOW.replace(microsecond=0))
CLAIM: Final = replace(FORMER, link_id=LinkId(UUID(int=9)))
WHY: Final = {"reason": "发错了人"}
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Keys:
    """A signer with one key."""

    def __init__(self, seed: int = 1) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)

    def sign(self, content: bytes) -> tuple[int, bytes]:
        """A signature by key 1."""
        return 1, self.key.sign(content)

    def is_ours(self, key_id: int, signature: bytes, content: bytes) -> bool:
        """Ed25519 is deterministic, so signing again tells."""
        return key_id == 1 and self.key.sign(content) == signature


TOKEN: Final = rules.token_of(CLAIM, Keys())
FORMER_TOKEN: Final = rules.token_of(FORMER, Keys())


def test_a_token_says_which_link_to_which_return_of_which_brand_until_when() -> None:
    assert rules.claim_of(TOKEN, Keys()) == CLAIM
    assert rules.claim_of(FORMER_TOKEN, Keys()) == FORMER
    assert (len(TOKEN), len(FORMER_TOKEN)) == (rules.LONGEST, 138)


@given(
    token=st.sampled_from((TOKEN, FORMER_TOKEN)),
    place=st.integers(0, rules.LONGEST - 1),
    character=st.sampled_from(ALPHABET),
)
def test_a_token_with_another_character_says_nothing(token: str, place: int, character: str) -> None:
    other = token[:place] + character + token[place + 1 :]

    assert other == token or rules.claim_of(other, Keys()) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unknown",
        "AgA",
        *(one * rules.LONGEST for one in ("é", "A", "!")),
        TOKEN + "=",
        TOKEN[:-4],
        FORMER_TOKEN[:-4],
    ],
)
def test_what_is_no_token_says_nothing(text: str) -> None:
    assert rules.claim_of(text, Keys()) is None


def test_a_token_of_another_platform_says_nothing() -> None:
    assert rules.claim_of(TOKEN, Keys(seed=2)) is None


def test_every_state_has_words_in_both_languages() -> None:
    assert set(rules.WORDS) == set(ReturnState)
    assert all(text.zh and text.en for pair in rules.WORDS.values() for text in pair)


@pytest.mark.parametrize(
    ("state", "is_accepted", "disposition", "is_settled", "fate"),
    [
        (ReturnState.AWAITING_APPROVAL, True, None, False, LineFate.AWAITING),
        (ReturnState.SENT_BACK, False, None, False, LineFate.AWAITING),
        (ReturnState.APPROVED, True, None, False, LineFate.ACCEPTED),
        (ReturnState.APPROVED, False, None, False, LineFate.REFUSED),
        (ReturnState.REFUSED, True, None, False, LineFate.REFUSED),
        (ReturnState.DISPOSED, True, Disposition.REPLACE, False, LineFate.ACCEPTED),
        (ReturnState.SETTLED, True, Disposition.REPLACE, True, LineFate.REPLACED),
        (ReturnState.CLOSED, True, Disposition.CREDIT, True, LineFate.CREDITED),
        (ReturnState.CLOSED, True, Disposition.SEND_BACK, True, LineFate.SENT_BACK),
    ],
)
def test_a_part_has_the_fate_that_was_carried_out(
    state: ReturnState,
    is_accepted: bool,  # noqa: FBT001 - a case of a table
    disposition: Disposition | None,
    is_settled: bool,  # noqa: FBT001 - a case of a table
    fate: LineFate,
) -> None:
    assert rules.fate_of(state, is_accepted=is_accepted, disposition=disposition, is_settled=is_settled) == fate


async def link(shop: Shop, way: Way, who: str = "dealer", **body: int) -> httpx.Response:
    """Ask for a link."""
    return await shop.people[who].http.post(f"/v1/returns/{way.summary['id']}/customer-links", json=body)


async def test_a_customer_follows_a_return_to_its_end_and_learns_nobodys_name(
    shop: Shop, api: httpx.AsyncClient
) -> None:
    way = Way(shop)
    await way.file(shop.line(), shop.line("QH-1002", "MOT-350"))
    given = (await link(shop, way)).json()

    filed = await api.get(f"/v1{given['path']}")
    await way.walk("closed")
    closed = await api.get(f"/v1{given['path']}")

    assert filed.status_code == closed.status_code == 200
    assert [line["fate"] for line in filed.json()["lines"]] != [line["fate"] for line in closed.json()["lines"]]
    assert (closed.json()["state"], closed.json()["state_text"]) == ("closed", {"zh": "已完成", "en": "Completed"})
    assert [(line["part_name"], line["quantity"], line["fate"]) for line in closed.json()["lines"]] == [
        ("48V锂电池", 1, "replaced"),
        ("350W电机", 1, "replaced"),
    ]
    assert all(closed.json()["journey"].values())
    assert set(closed.json()) == {
        "brand",
        "brand_en",
        "number",
        "state",
        "state_text",
        "next_text",
        "journey",
        "lines",
        "expires_at",
    }
    told = json.dumps(closed.json(), ensure_ascii=False)
    secrets = [way.summary["dealer_name"], way.waybill, "QH-1001", "399", "无法充电", str(way.summary["id"])]
    assert [one for one in secrets if one in told] == []


async def test_a_link_that_is_over_answers_so_and_one_that_is_made_up_looks_like_nothing(
    shop: Shop, api: httpx.AsyncClient
) -> None:
    way = Way(shop)
    await way.file()
    lasting = Claim(shop.brand.id, ReturnId(UUID(way.summary["id"])), NOW + timedelta(days=1))
    over = rules.token_of(replace(lasting, expires_at=NOW - timedelta(days=1)), keyring.SIGNER)
    forged = rules.token_of(lasting, Keys(seed=9))
    foreign = rules.token_of(replace(lasting, tenant_id=TenantId(UUID(int=5))), keyring.SIGNER)
    never = rules.token_of(replace(lasting, link_id=LinkId(UUID(int=5))), keyring.SIGNER)

    tokens = {"over": over, "forged": forged, "foreign": foreign, "never given": never, "short": "abc"}
    answers = {name: (await api.get(f"/v1/customer-returns/{token}")).json()["code"] for name, token in tokens.items()}

    assert answers == {
        "over": "customer_link_expired",
        "forged": "not_found",
        "foreign": "not_found",
        "never given": "not_found",
        "short": "not_found",
    }


async def listed(shop: Shop, way: Way, who: str = "dealer") -> list[dict[str, object]]:
    """The links that somebody sees were given to a return."""
    answer = await shop.people[who].http.get(f"/v1/returns/{way.summary['id']}/customer-links")
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def revoke(shop: Shop, way: Way, who: str, link_id: object = None) -> httpx.Response:
    """Take back one link, or all."""
    one = "" if link_id is None else f"/{link_id}"
    address = f"/v1/returns/{way.summary['id']}/customer-links{one}/revocation"
    return await shop.people[who].http.post(address, json=WHY)


async def followed(api: httpx.AsyncClient, given: dict[str, str]) -> tuple[int, str]:
    """What whoever holds a link is answered."""
    answer = await api.get(f"/v1{given['path']}")
    return answer.status_code, answer.json().get("code", "")


GONE: Final = (410, "customer_link_revoked")


async def test_a_link_is_listed_without_its_token_and_opens_nothing_once_it_is_taken_back(
    shop: Shop, api: httpx.AsyncClient, database: Database
) -> None:
    way = Way(shop)
    await way.file()
    given, other = (await link(shop, way)).json(), (await link(shop, way)).json()

    before = await listed(shop, way)
    revoked = await revoke(shop, way, "dealer", given["id"])
    again = await revoke(shop, way, "clerk", given["id"])
    told = await api.get(f"/v1{given['path']}", headers={"Accept-Language": "en"})

    assert {one["id"] for one in before} == {given["id"], other["id"]}
    assert not any(one["token"] in json.dumps(before) for one in (given, other))
    assert (revoked.status_code, revoked.json()["reason"], revoked.json()["revoked_at"] is not None) == (
        200,
        "发错了人",
        True,
    )
    assert (again.status_code, again.json()["code"]) == (409, "customer_link_is_revoked")
    assert (told.status_code, told.json()["detail"]) == (
        410,
        "This link was taken back; ask your dealer for a new one.",
    )
    secrets = [way.summary["number"], way.summary["dealer_name"], "发错了人", shop.brand.code]
    assert [one for one in secrets if one in told.text] == []
    assert await followed(api, other) == (200, "")
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        facts = await tx.fetch(
            "SELECT name, payload->>'link_id' AS link FROM facts WHERE tenant_id = $1 AND name LIKE 'claims.customer%'",
            shop.brand.id,
        )
    assert sorted((row["name"], row["link"]) for row in facts) == sorted(
        [
            ("claims.customer_link_given", given["id"]),
            ("claims.customer_link_given", other["id"]),
            ("claims.customer_link_revoked", given["id"]),
        ]
    )


async def test_a_dealer_takes_back_what_its_people_gave_and_the_brands_approver_everything(
    shop: Shop, api: httpx.AsyncClient
) -> None:
    way = Way(shop)
    await way.file()
    dealers, brands = (await link(shop, way)).json(), (await link(shop, way, "clerk")).json()

    refused = {
        who: (answer.status_code, answer.json()["code"])
        for who in ("dealer", "other_dealer", "receiver")
        for answer in [await revoke(shop, way, who, brands["id"])]
    }
    untouched = await followed(api, brands)
    by_dealer = (await revoke(shop, way, "dealer")).json()
    halfway = (await followed(api, dealers), await followed(api, brands))
    by_brand = (await revoke(shop, way, "clerk")).json()

    assert refused == {
        "dealer": (403, "customer_link_not_yours"),
        "other_dealer": (404, "not_found"),
        "receiver": (403, "forbidden"),
    }
    assert untouched == (200, "")
    assert (by_dealer, by_brand) == ({"revoked": 1}, {"revoked": 1})
    assert halfway == (GONE, (200, ""))
    assert await followed(api, brands) == GONE


async def test_a_token_from_before_links_had_rows_opens_until_all_links_are_taken_back(
    shop: Shop, api: httpx.AsyncClient
) -> None:
    way, other = Way(shop), Way(shop)
    await way.file()
    await other.file(shop.line("QH-1002", "MOT-350"))
    ends = NOW + timedelta(days=9)
    claims = [Claim(shop.brand.id, ReturnId(UUID(one.summary["id"])), ends) for one in (way, other)]
    former = [{"path": f"/customer-returns/{rules.token_of(claim, keyring.SIGNER)}"} for claim in claims]

    before = [await followed(api, one) for one in former]
    await revoke(shop, way, "dealer")
    await revoke(shop, way, "dealer")
    given = (await link(shop, way)).json()

    assert before == [(200, ""), (200, "")]
    assert [await followed(api, one) for one in former] == [GONE, (200, "")]
    assert await followed(api, given) == (200, "")


async def test_links_last_as_long_as_the_brand_lets_them(shop: Shop, log_in: Login) -> None:
    way = Way(shop)
    await way.file()
    admin = (await log_in(shop.brand, Role.ADMINISTRATOR)).http
    tenant = (await admin.get("/v1/tenant")).json()
    body = {"name": tenant["name"], "customer_link_days": 30}

    changed = await admin.put("/v1/tenant", json=body, headers={"If-Match": f'"{tenant["version"]}"'})
    lasting = (await link(shop, way)).json()["expires_at"]
    shorter = (await link(shop, way, lasts_days=7)).json()["expires_at"]
    longer = await link(shop, way, lasts_days=31)
    beyond = await admin.put(
        "/v1/tenant", json=body | {"customer_link_days": 366}, headers={"If-Match": f'"{changed.json()["version"]}"'}
    )

    assert (tenant["customer_link_days"], changed.json()["customer_link_days"]) == (180, 30)
    assert (lasting, shorter) == ("2026-07-15T02:00:00Z", "2026-06-22T02:00:00Z")
    assert (longer.status_code, longer.json()["code"], beyond.status_code) == (422, "customer_link_too_long", 400)
    assert len(await listed(shop, way)) == 2


async def test_a_link_that_is_asked_for_again_under_its_key_does_not_tell_its_token_twice(shop: Shop) -> None:
    way = Way(shop)
    await way.file()
    address, headers = f"/v1/returns/{way.summary['id']}/customer-links", {"Idempotency-Key": "one-link"}

    first = (await shop.people["dealer"].http.post(address, json={}, headers=headers)).json()
    again = (await shop.people["dealer"].http.post(address, json={}, headers=headers)).json()

    assert first["token"] is not None
    assert again == first | {"token": None, "path": None}
    assert len(await listed(shop, way)) == 1


async def test_a_link_is_given_by_its_dealer_and_by_the_brand_and_by_nobody_else(
    shop: Shop, database: Database
) -> None:
    way = Way(shop)
    await way.file()

    codes = {who: (await link(shop, way, who)).status_code for who in ("dealer", "clerk", "other_dealer", "receiver")}
    too_long = await link(shop, way, lasts_days=366)

    assert codes == {"dealer": 201, "clerk": 201, "other_dealer": 404, "receiver": 403}
    assert too_long.status_code == 400
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        (row,) = await tx.fetch(
            "SELECT count(*) AS n FROM facts WHERE tenant_id = $1 AND name = 'claims.customer_link_given'",
            shop.brand.id,
        )
    assert row["n"] == 2

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
from tests.claims.ways import Way
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import NOW

from aftersales.claims.links import rules
from aftersales.claims.links.model import Claim, LineFate
from aftersales.claims.returns.model import ReturnId, ReturnState
from aftersales.documents import keyring
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import Database
from aftersales.policy.model import Disposition

CLAIM: Final = Claim(TenantId(UUID(int=7)), ReturnId(UUID(int=8)), NOW.replace(microsecond=0))
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


def test_a_token_says_which_return_of_which_brand_until_when() -> None:
    assert rules.claim_of(TOKEN, Keys()) == CLAIM
    assert len(TOKEN) == rules.TOKEN_LENGTH


@given(place=st.integers(0, rules.TOKEN_LENGTH - 1), character=st.sampled_from(ALPHABET))
def test_a_token_with_another_character_says_nothing(place: int, character: str) -> None:
    other = TOKEN[:place] + character + TOKEN[place + 1 :]

    assert other == TOKEN or rules.claim_of(other, Keys()) is None


@pytest.mark.parametrize("text", ["", "unknown", *(one * rules.TOKEN_LENGTH for one in ("é", "A", "!")), TOKEN + "="])
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
    over = rules.token_of(Claim(lasting.tenant_id, lasting.return_id, NOW - timedelta(days=1)), keyring.SIGNER)
    forged = rules.token_of(lasting, Keys(seed=9))
    foreign = rules.token_of(Claim(TenantId(UUID(int=5)), lasting.return_id, lasting.expires_at), keyring.SIGNER)

    answers = {
        name: (await api.get(f"/v1/customer-returns/{token}")).json()["code"]
        for name, token in {"over": over, "forged": forged, "foreign": foreign, "short": "abc"}.items()
    }

    assert answers == {
        "over": "customer_link_expired",
        "forged": "not_found",
        "foreign": "not_found",
        "short": "not_found",
    }


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

"""A return, its papers and its credit are found by what is printed on them, by whoever may see them."""

from typing import Any, Final

import httpx
import pytest
from tests.claims.ways import Way
from tests.fixtures.api import Client, Login
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import MakeTenant
from tests.fixtures.worker import Drain

from aftersales.kernel.access import Role

LISTS: Final = ("/v1/returns", "/v1/documents", "/v1/credits")
PAPERS: Final = ["credit_note", "inspection_report", "packing_list", "transport_form", "transport_form"]


@pytest.fixture
async def credited(shop: Shop, drain: Drain) -> Way:
    """A return of a known serial, credited and with every paper; beside it another one that must not be found."""
    other = Way(shop)
    await other.file(shop.line(serial="QH-1002"))
    way = Way(shop)
    await way.reach("inspected", shop.line())
    await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": "credit"}]})
    await way.go("finance", "settlement")
    await drain()
    return way


async def found(client: Client, text: str) -> list[list[dict[str, Any]]]:
    """What each list answers to a text."""
    answers = [await client.http.get(place, params={"text": text}) for place in LISTS]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    return [answer.json()["items"] for answer in answers]


async def test_a_return_its_papers_and_its_credit_are_found_by_what_is_printed_on_them(
    shop: Shop, credited: Way
) -> None:
    printed = (credited.summary["number"], "QH-1001", credited.waybill)

    for text in [*printed, *(text.lower() for text in printed)]:
        returns, papers, credits_ = await found(shop.people["dealer"], text)

        assert [one["id"] for one in returns] == [credited.summary["id"]]
        assert sorted(paper["kind"] for paper in papers) == PAPERS
        assert {(paper["subject_number"], paper["dealer_name"]) for paper in papers} == {
            (credited.summary["number"], credited.summary["dealer_name"])
        }
        assert [credit["cause_id"] for credit in credits_] == [credited.summary["id"]]


async def test_english_names_stay_with_a_return_as_they_were_when_it_was_filed(shop: Shop, log_in: Login) -> None:
    admin, place = await log_in(shop.brand, Role.ADMINISTRATOR), f"/v1/organisations/{shop.dealer}"

    async def call_dealer(name_en: str) -> None:
        known = (await admin.http.get(place)).json()
        body = {"name": known["name"], "name_en": name_en}
        answer = await admin.http.put(place, json=body, headers={"If-Match": f'"{known["version"]}"'})
        assert answer.status_code == 200, answer.text

    await call_dealer("Shop One")
    way = Way(shop)
    await way.file(shop.line())
    await call_dealer("Shop Uno")
    shown = (await shop.people["dealer"].http.get(f"/v1/returns/{way.summary['id']}")).json()
    [listed] = (await shop.people["head"].http.get("/v1/returns")).json()["items"]
    unit = (await shop.people["dealer"].http.get("/v1/units", params={"serial": "QH-1001"})).json()["items"][0]

    assert (shown["summary"]["dealer_name_en"], listed["dealer_name_en"]) == ("Shop One", "Shop One")
    assert [line["part_name_en"] for line in shown["lines"]] == ["BAT-48"]
    assert (unit["model_name_en"], unit["dealer_name_en"]) == ("E1", "Shop Uno")


async def test_a_paper_and_a_credit_are_found_by_their_own_number(shop: Shop, credited: Way) -> None:
    dealer, finance = shop.people["dealer"], shop.people["finance"]
    _, papers, (credit,) = await found(dealer, credited.summary["number"])
    report = next(paper for paper in papers if paper["kind"] == "inspection_report")
    reversed_ = await finance.http.post(
        f"/v1/credits/{credit['id']}/reversal", json={"reason": "有误"}, headers={"If-Match": '"1"'}
    )

    _, by_number, _ = await found(dealer, f" {report['number'].lower()} ")
    _, _, by_reversal = await found(dealer, reversed_.json()["reversal_number"])
    _, _, by_credit = await found(dealer, credit["number"])

    assert [paper["id"] for paper in by_number] == [report["id"]]
    assert [one["id"] for one in by_reversal] == [credit["id"]]
    assert [one["id"] for one in by_credit] == [credit["id"]]


async def test_neither_another_dealer_nor_another_brand_finds_anything(
    shop: Shop, credited: Way, make_tenant: MakeTenant, log_in: Login
) -> None:
    _, papers, (credit,) = await found(shop.people["dealer"], credited.summary["number"])
    printed = [credited.summary["number"], credited.waybill, "QH-1001", papers[0]["number"], credit["number"]]
    elsewhere = await make_tenant()
    strangers = [shop.people["other_dealer"], await log_in(elsewhere, Role.AUDITOR)]

    answers = [await found(stranger, text) for stranger in strangers for text in printed]

    assert answers == [[[], [], []]] * 10


async def test_whoever_may_read_no_returns_finds_papers_by_their_own_number_only(
    shop: Shop, credited: Way, api: httpx.AsyncClient, log_in: Login
) -> None:
    admin = await log_in(shop.brand, Role.ADMINISTRATOR)
    issued = await admin.http.post("/v1/keys", json={"name": "打印", "scopes": ["documents.read"]})
    key = {"Authorization": f"Bearer {issued.json()['secret']}"}
    _, (paper, *_), _ = await found(shop.people["dealer"], credited.summary["number"])

    by_paper = await api.get("/v1/documents", params={"text": paper["number"]}, headers=key)
    by_return = await api.get("/v1/documents", params={"text": credited.summary["number"]}, headers=key)

    assert [one["id"] for one in by_paper.json()["items"]] == [paper["id"]]
    assert by_return.json()["items"] == []


async def test_a_text_is_only_so_long_never_a_pattern_and_a_cursor_belongs_to_it(shop: Shop, credited: Way) -> None:
    http, number = shop.people["dealer"].http, credited.summary["number"]
    page = (await http.get("/v1/documents", params={"text": number, "limit": 1})).json()

    long = [(await http.get(place, params={"text": "R" * 65})).status_code for place in LISTS]
    patterns = [await found(shop.people["dealer"], text) for text in ("%", "RT%", number[:-1], "CN-", "-")]
    on = await http.get("/v1/documents", params={"text": number, "limit": 4, "cursor": page["next_cursor"]})
    astray = await http.get("/v1/documents", params={"text": "QH-1001", "cursor": page["next_cursor"]})

    assert long == [400] * 3
    assert patterns == [[[], [], []]] * 5
    assert len(on.json()["items"]) == 4
    assert (astray.status_code, astray.json()["code"]) == (400, "cursor_unusable")

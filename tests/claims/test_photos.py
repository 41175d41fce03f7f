"""Photos of a return: as many as the policy wants, the dealer's own, and for one return only."""

from uuid import uuid4

import pytest
from tests.claims.ways import Way, snapshot
from tests.documents.uploads import id_of, png, uploaded
from tests.fixtures.domain import OpenShop, Shop

from aftersales.documents.files import service as files
from aftersales.kernel.tx import Database


@pytest.fixture
async def strict(open_shop: OpenShop) -> Shop:
    """A brand whose policy wants a photo of each line."""
    return await open_shop(photos=1)


async def photo(shop: Shop, who: str = "dealer") -> str:
    """A photo that somebody has uploaded."""
    return str(id_of(await uploaded(shop.people[who], png())))


async def test_a_line_without_its_photo_is_not_filed(strict: Shop, database: Database) -> None:
    before = await snapshot(database, strict)

    refused = await Way(strict).file(strict.line())

    assert (refused.status_code, refused.json()["code"]) == (422, "lines_incomplete")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/lines/0/photo_ids"]
    assert await snapshot(database, strict) == before


async def test_photos_belong_to_the_return_once_it_is_filed(strict: Shop, database: Database) -> None:
    way, mine, colleagues = Way(strict), await photo(strict), await photo(strict, "colleague")

    filed = await way.file(strict.line(photo_ids=[mine]), strict.line("QH-1002", photo_ids=[colleagues]))

    assert filed.status_code == 201, filed.text
    assert [line["photo_ids"] for line in way.lines] == [[mine], [colleagues]]
    async with database.transaction(strict.brand.id, strict.brand.anyone) as tx:
        attached = await files.files_of(tx, "return", way.summary["id"])
    assert {str(file.id) for file in attached} == {mine, colleagues}


async def test_another_dealers_photo_and_one_that_is_not_there_look_alike(strict: Shop, database: Database) -> None:
    mine, foreign, unknown = await photo(strict), await photo(strict, "other_dealer"), str(uuid4())
    before = await snapshot(database, strict)

    answers = [
        await Way(strict).file(strict.line(photo_ids=[mine]), strict.line("QH-1002", photo_ids=[mine, one]))
        for one in (foreign, unknown)
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "not_found")}
    assert answers[0].json()["errors"] == answers[1].json()["errors"]
    assert [(error["pointer"], error["code"]) for error in answers[0].json()["errors"]] == [
        ("/lines/1/photo_ids/1", "not_found")
    ]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert await snapshot(database, strict) == before


async def test_a_photo_of_another_return_is_refused_at_its_place(strict: Shop, database: Database) -> None:
    used, fresh = await photo(strict), await photo(strict)
    await Way(strict).file(strict.line(photo_ids=[used]))
    before = await snapshot(database, strict)

    refused = await Way(strict).file(
        strict.line("QH-1002", photo_ids=[fresh]),
        strict.line("QH-1002", "MOT-350", photo_ids=[fresh, used]),
    )

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/lines/1/photo_ids/1")
    assert await snapshot(database, strict) == before


async def test_a_corrected_line_keeps_its_photo_and_takes_more(strict: Shop) -> None:
    way, first, second = Way(strict), await photo(strict), await photo(strict)
    await way.file(strict.line(part="MOT-350", photo_ids=[first]))
    await way.go("clerk", "sending-back", {"reason": "请补拍铭牌"})

    corrected = await strict.people["dealer"].http.put(
        f"/v1/returns/{way.summary['id']}/lines",
        json={"lines": [strict.line(part="MOT-350", photo_ids=[first, second])]},
        headers={"If-Match": f'"{way.summary["version"]}"'},
    )

    assert corrected.status_code == 200, corrected.text
    assert corrected.json()["lines"][0]["photo_ids"] == [first, second]

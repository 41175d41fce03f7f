"""What a caller reads when a request cannot be read: their own words, in their own language."""

from tests.fixtures.domain import Shop


async def test_a_parameter_is_named_as_the_caller_wrote_it(shop: Shop) -> None:
    answer = await shop.people["dealer"].http.get("/v1/returns", params={"state": "nowhere"})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/query/state"]


async def test_a_malformed_request_is_explained_in_the_language_asked_for(shop: Shop) -> None:
    dealer = shop.people["dealer"].http

    english = await dealer.get("/v1/returns", params={"limit": 201}, headers={"Accept-Language": "en"})
    chinese = await dealer.get("/v1/returns", params={"limit": 201}, headers={"Accept-Language": "zh"})

    assert english.json()["detail"] == "The request cannot be read: Expected `int` <= 200"
    assert chinese.json()["detail"] == "请求无法解析：不能大于 200"


async def test_a_body_that_is_not_json_is_refused_by_its_type(shop: Shop) -> None:
    answer = await shop.people["dealer"].http.post(
        "/v1/returns", content=b"lines=1", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")

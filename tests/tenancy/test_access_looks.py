"""What operators looked at under a grant, summed up for the brand: by day, and each thing once a day."""

from datetime import timedelta

from tests.fixtures.api import Login
from tests.tenancy.desk import FIRST, GRANTS, REQUESTS, Desk
from tests.tenancy.network import code_of

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock


async def test_looks_are_summed_up_by_request_and_day_where_the_brand_is(desk: Desk, clock: SetClock) -> None:
    west = {"name": "青禾", "time_zone": "America/Sao_Paulo"}  # an hour before midnight there
    await desk.admin.http.put("/v1/tenant", json=west, headers=FIRST)
    first = await desk.granted()
    door = await desk.opened(first)
    await door.get("/v1/returns")
    await door.post("/v1/organisations", json={})
    await desk.operator.post(f"{REQUESTS}/{first}/withdrawal")
    clock.advance(timedelta(minutes=59))
    second = await desk.granted()
    door = await desk.opened(second)
    await door.get("/v1/units")
    clock.advance(timedelta(minutes=2))
    await door.get("/v1/parts")
    await door.get("/v1/stock")

    admin = desk.admin.http
    days = (await admin.get("/v1/access-look-days")).json()["items"]
    page = (await admin.get("/v1/access-look-days", params={"limit": 1})).json()
    rest = (await admin.get("/v1/access-look-days", params={"limit": 9, "cursor": page["next_cursor"]})).json()
    of_first = (await admin.get("/v1/access-look-days", params={"access_id": first})).json()["items"]
    of_day = (await admin.get(f"{GRANTS}/{second}/looks", params={"day": "2026-06-15"})).json()["items"]

    assert [(one["access_id"], one["day"], one["looks"], one["tried"]) for one in days[:1]] == [
        (second, "2026-06-15", 2, 0)
    ]
    assert sorted((one["access_id"], one["day"], one["looks"], one["tried"]) for one in days[1:]) == sorted(
        [(first, "2026-06-14", 2, 1), (second, "2026-06-14", 1, 0)]
    )
    assert (days[0]["first_at"], days[0]["operator_name"]) == ("2026-06-15T03:01:00Z", "值班员")
    assert page["items"] + rest["items"] == days
    assert [one["day"] for one in of_first] == ["2026-06-14"]
    assert [one["address"] for one in of_day] == ["/v1/stock", "/v1/parts"]


async def test_the_same_look_repeated_within_a_day_is_told_once_with_how_often(desk: Desk, clock: SetClock) -> None:
    access_id = await desk.granted()
    door = await desk.opened(access_id)
    for address in ("/v1/returns", "/v1/units", "/v1/returns?state=closed", "/v1/returns"):
        await door.get(address)
        clock.advance(timedelta(minutes=1))
    await door.post("/v1/returns", json={})

    admin = desk.admin.http
    place = f"{GRANTS}/{access_id}/same-looks"
    told = (await admin.get(place, params={"day": "2026-06-15"})).json()["items"]
    page = (await admin.get(place, params={"limit": 2})).json()
    rest = (await admin.get(place, params={"limit": 2, "cursor": page["next_cursor"]})).json()
    another_day = (await admin.get(place, params={"day": "2026-06-14"})).json()

    assert [(one["method"], one["address"], one["looks"]) for one in told] == [
        ("POST", "/v1/returns", 1),
        ("GET", "/v1/returns", 3),
        ("GET", "/v1/units", 1),
    ]
    assert (told[1]["first_at"], told[1]["last_at"]) == ("2026-06-15T02:00:00Z", "2026-06-15T02:03:00Z")
    assert page["items"] + rest["items"] == told
    assert (rest["next_cursor"], another_day["items"]) == (None, [])
    assert len(await desk.looks(access_id)) == 5


async def test_the_sums_are_for_who_manages_the_brand(desk: Desk, log_in: Login) -> None:
    auditor = await log_in(desk.brand, Role.AUDITOR)
    same = f"{GRANTS}/{await desk.granted()}/same-looks"

    answers = [await auditor.http.get(place) for place in ("/v1/access-look-days", same)]

    assert [code_of(answer) for answer in answers] == [(403, "forbidden")] * 2

"""The inbox is one's own; the log is the manufacturer's."""

from uuid import UUID

from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.notifications import service
from aftersales.notifications.model import Channel, People


async def tell(database: Database, brand: Brand, *readers: Client, count: int = 1) -> None:
    """Messages in the inboxes of some people."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        for number in range(count):
            await service.notify(
                tx,
                template="return_inspected",
                audience=People(tuple(reader.person_id for reader in readers)),
                params={"number": f"R-{number}"},
                cause_id=new_id(),
                channels={Channel.INBOX},
                subject_link=f"/returns/{number}",
            )


async def test_a_person_reads_their_own_messages_page_by_page_newest_first(
    brand: Brand, database: Database, log_in: Login
) -> None:
    wang, li = await log_in(brand, Role.FINANCE), await log_in(brand, Role.FINANCE)
    await tell(database, brand, wang, count=5)
    await tell(database, brand, li)

    first = (await wang.http.get("/v1/messages", params={"limit": 3})).json()
    second = (await wang.http.get("/v1/messages", params={"limit": 3, "cursor": first["next_cursor"]})).json()

    assert [one["link"] for one in first["items"] + second["items"]] == [f"/returns/{n}" for n in (4, 3, 2, 1, 0)]
    assert (first["unread"], second["next_cursor"]) == (5, None)


async def test_reading_a_message_takes_it_from_the_unread_ones_once(
    brand: Brand, database: Database, log_in: Login
) -> None:
    wang = await log_in(brand, Role.FINANCE)
    await tell(database, brand, wang, count=3)
    newest = (await wang.http.get("/v1/messages")).json()["items"][0]

    read = await wang.http.post(f"/v1/messages/{newest['id']}/reading")
    again = await wang.http.post(f"/v1/messages/{newest['id']}/reading")
    left = (await wang.http.get("/v1/messages", params={"unread": True})).json()
    rest = await wang.http.post("/v1/messages/readings")

    assert (read.status_code, read.json()["state"]) == (200, "read")
    assert again.json() == read.json()
    assert [one["link"] for one in left["items"]] == ["/returns/1", "/returns/0"]
    assert rest.json() == {"count": 2}
    assert (await wang.http.get("/v1/messages")).json()["unread"] == 0


async def test_another_persons_message_is_not_there_and_stays_unread(
    brand: Brand, database: Database, log_in: Login
) -> None:
    wang, li = await log_in(brand, Role.FINANCE), await log_in(brand, Role.FINANCE)
    await tell(database, brand, li)
    theirs = (await li.http.get("/v1/messages")).json()["items"][0]

    refused = await wang.http.post(f"/v1/messages/{theirs['id']}/reading")
    unknown = await wang.http.post(f"/v1/messages/{UUID(int=1)}/reading")

    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert unknown.status_code == 404
    assert (await li.http.get("/v1/messages")).json()["unread"] == 1


async def test_a_cursor_of_one_inbox_opens_no_other(brand: Brand, database: Database, log_in: Login) -> None:
    wang, li = await log_in(brand, Role.FINANCE), await log_in(brand, Role.FINANCE)
    await tell(database, brand, wang, li, count=3)
    cursor = (await wang.http.get("/v1/messages", params={"limit": 1})).json()["next_cursor"]

    answers = [
        await li.http.get("/v1/messages", params={"limit": 1, "cursor": cursor}),
        await wang.http.get("/v1/messages", params={"limit": 1, "cursor": cursor, "unread": True}),
        await wang.http.get("/v1/messages", params={"limit": 1, "cursor": "x" * 40}),
        await wang.http.get("/v1/messages", params={"limit": 1000}),
    ]

    assert [one.status_code for one in answers] == [400, 400, 400, 400]


async def test_preferences_know_every_message_that_can_be_switched_off_and_refuse_others(
    brand: Brand, log_in: Login
) -> None:
    wang = await log_in(brand, Role.FINANCE)

    before = (await wang.http.get("/v1/message-preferences")).json()["items"]
    refused = await wang.http.put(
        "/v1/message-preferences",
        json={"items": [{"template": "return_filed", "mail": False}, {"template": "invitation", "mail": False}]},
    )
    after = (await wang.http.get("/v1/message-preferences")).json()["items"]

    assert {one["mail"] for one in before} == {True}
    assert (refused.status_code, refused.json()["code"]) == (422, "message_template_unknown")
    assert refused.json()["errors"][0]["pointer"] == "/items/1/template"
    assert after == before


async def test_the_log_is_closed_to_dealers_and_shows_the_manufacturer_what_became_of_each_message(
    brand: Brand, database: Database, log_in: Login, dealer: OrganisationId
) -> None:
    auditor = await log_in(brand, Role.AUDITOR)
    theirs = await log_in(brand, Role.DEALER_MANAGER, dealer=dealer)
    await tell(database, brand, theirs, auditor)

    log = (await auditor.http.get("/v1/message-log", params={"channel": "inbox", "state": "sent"})).json()["items"]
    only = (await auditor.http.get("/v1/message-log", params={"person_id": str(theirs.person_id)})).json()["items"]
    one = await auditor.http.get(f"/v1/message-log/{log[0]['id']}")
    refused = [
        await theirs.http.get("/v1/message-log"),
        await theirs.http.get(f"/v1/message-log/{log[0]['id']}"),
        await theirs.http.post(f"/v1/message-log/{log[0]['id']}/replay"),
        await auditor.http.post(f"/v1/message-log/{log[0]['id']}/replay"),
    ]

    assert len(log) == 2
    assert [one["dealer_id"] for one in only] == [str(dealer)]
    assert (one.status_code, one.headers["etag"], one.json()) == (200, '"1"', log[0])
    assert [one.status_code for one in refused] == [403, 403, 403, 403]


async def test_a_dealers_person_sees_their_own_inbox(
    brand: Brand, database: Database, log_in: Login, dealer: OrganisationId
) -> None:
    theirs = await log_in(brand, Role.DEALER_CLERK, dealer=dealer)
    await tell(database, brand, theirs)

    shown = (await theirs.http.get("/v1/messages")).json()
    read = await theirs.http.post(f"/v1/messages/{shown['items'][0]['id']}/reading")
    chosen = await theirs.http.put(
        "/v1/message-preferences", json={"items": [{"template": "return_filed", "mail": False}]}
    )

    assert shown["unread"] == 1
    assert (read.status_code, chosen.status_code) == (200, 200)


async def test_an_inbox_that_was_sent_cannot_be_replayed(brand: Brand, database: Database, log_in: Login) -> None:
    wang = await log_in(brand, Role.ADMINISTRATOR)
    await tell(database, brand, wang)
    (message,) = (await wang.http.get("/v1/message-log")).json()["items"]

    refused = await wang.http.post(f"/v1/message-log/{message['id']}/replay")

    assert (refused.status_code, refused.json()["code"]) == (409, "message_not_replayable")
    assert (await wang.http.get(f"/v1/message-log/{message['id']}")).json() == message

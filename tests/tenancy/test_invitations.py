"""Inviting people, and joining."""

import re
from datetime import timedelta

import httpx
import pytest
from tests.fixtures.api import PASSWORD, Client, Login
from tests.fixtures.kernel import Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox
from tests.tenancy.network import add_organisation, code_of, token_of, trail, words_of

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.facts import decode
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy.events import PersonInvited
from aftersales.tenancy.model import OrganisationKind


async def invite(client: Client, organisation: object, *roles: str, email: str = "") -> httpx.Response:
    return await client.http.post(
        "/v1/invitations",
        json={
            "email": email or f"{new_id().hex[-12:]}@example.com",
            "name": "李晓",
            "organisation_id": str(organisation),
            "roles": list(roles),
        },
    )


async def accept(api: httpx.AsyncClient, token: str, password: str = PASSWORD) -> httpx.Response:
    return await api.post("/v1/invitations/acceptances", json={"token": token, "name": "李晓", "password": password})


async def test_an_invitation_lets_a_dealers_manager_in_once(
    brand: Brand, database: Database, log_in: Login, api: httpx.AsyncClient
) -> None:
    dealer = await add_organisation(database, brand, "D1")
    admin = await log_in(brand, Role.ADMINISTRATOR)

    invited = await invite(admin, dealer, "dealer_manager")
    token = token_of(invited.json())
    offer = await api.post("/v1/invitations/offer", json={"token": token})
    joined = await accept(api, token)
    again = await accept(api, token)
    member = await admin.http.get(f"/v1/members/{joined.json()['person_id']}")

    assert invited.status_code == 201, invited.text
    assert offer.json()["roles"] == ["dealer_manager"]
    assert offer.json()["has_account"] is False
    assert joined.status_code == 201, joined.text
    assert code_of(again) == (410, "invitation_unusable")
    assert member.json()["organisation_id"] == str(dealer)
    assert member.json()["dealer_id"] == str(dealer)
    assert [fact.name for fact in await trail(database, brand, joined.json()["person_id"])] == ["tenancy.person_joined"]


async def test_an_invitation_expires_after_72_hours(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, clock: SetClock
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    token = token_of((await invite(admin, brand.headquarters, "auditor")).json())

    clock.advance(timedelta(hours=72) - timedelta(seconds=1))
    in_time = await api.post("/v1/invitations/offer", json={"token": token})
    clock.advance(timedelta(seconds=1))
    too_late = await accept(api, token)

    assert in_time.status_code == 200
    assert code_of(too_late) == (410, "invitation_unusable")


async def test_a_renewed_invitation_has_a_new_token_and_ends_the_old_one(
    brand: Brand, log_in: Login, api: httpx.AsyncClient
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    first = (await invite(admin, brand.headquarters, "auditor")).json()

    renewed = await admin.http.post(f"/v1/invitations/{first['id']}/renewal")
    with_old = await accept(api, token_of(first))
    with_new = await accept(api, token_of(renewed.json()))
    once_more = await admin.http.post(f"/v1/invitations/{first['id']}/renewal")

    assert renewed.json()["issue"] == 2
    assert code_of(with_old) == (410, "invitation_unusable")
    assert with_new.status_code == 201, with_new.text
    assert code_of(once_more) == (409, "invitation_accepted")


async def test_a_withdrawn_invitation_opens_nothing(brand: Brand, log_in: Login, api: httpx.AsyncClient) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    invited = (await invite(admin, brand.headquarters, "auditor")).json()

    withdrawn = await admin.http.delete(f"/v1/invitations/{invited['id']}")
    refused = await accept(api, token_of(invited))
    left = await admin.http.get("/v1/invitations", params={"state": "open"})

    assert withdrawn.status_code == 204
    assert code_of(refused) == (410, "invitation_unusable")
    assert left.json()["items"] == []


async def test_the_mail_carries_the_link_and_the_fact_does_not(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    email = f"{new_id().hex[-12:]}@example.com"
    invited = (await invite(admin, brand.headquarters, "auditor", email=email)).json()

    await drain()
    (mail,) = await mailbox.wait_for(email)
    (fact,) = await trail(database, brand, invited["id"])
    found = re.search(r"aps_inv_[0-9A-Za-z]{38}", words_of(mail))

    assert found is not None
    assert found[0] == token_of(invited)
    assert found[0] not in str(fact)
    assert (await accept(api, found[0])).status_code == 201


async def test_a_weak_password_is_refused_and_the_invitation_stays_open(
    brand: Brand, log_in: Login, api: httpx.AsyncClient
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    token = token_of((await invite(admin, brand.headquarters, "auditor")).json())

    weak = await accept(api, token, "1234567890")
    strong = await accept(api, token)

    assert code_of(weak) == (422, "password_weak")
    assert weak.json()["errors"][0]["pointer"] == "/password"
    assert strong.status_code == 201


async def test_a_known_person_joins_another_brand_only_with_their_own_password(
    make_tenant: MakeTenant, log_in: Login, api: httpx.AsyncClient
) -> None:
    first, second = await make_tenant(), await make_tenant()
    clerk = await log_in(first, Role.AFTER_SALES_CLERK)
    admin = await log_in(second, Role.ADMINISTRATOR)
    token = token_of((await invite(admin, second.headquarters, "auditor", email=clerk.email)).json())

    with_another = await accept(api, token, "another-password-42")
    with_own = await accept(api, token)

    assert code_of(with_another) == (401, "login_failed")
    assert with_own.json()["person_id"] == str(clerk.person_id)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganisationKind.DEALER, "administrator"),
        (OrganisationKind.STATION, "finance"),
        (OrganisationKind.FACTORY, "dealer_clerk"),
        (OrganisationKind.CARRIER, "auditor"),
    ],
)
async def test_a_role_that_does_not_fit_the_organisation_is_refused(
    kind: OrganisationKind, role: str, brand: Brand, database: Database, log_in: Login
) -> None:
    place = await add_organisation(database, brand, "X1", kind)
    admin = await log_in(brand, Role.ADMINISTRATOR)

    refused = await invite(admin, place, role)
    invitations = await admin.http.get("/v1/invitations", params={"state": "open"})

    assert code_of(refused) == (422, "role_not_allowed")
    assert refused.json()["errors"][0]["pointer"] == "/roles/0"
    assert invitations.json()["items"] == []


async def test_a_dealers_manager_invites_into_their_own_dealer_only(
    brand: Brand, database: Database, log_in: Login
) -> None:
    own, other = await add_organisation(database, brand, "D1"), await add_organisation(database, brand, "D2")
    manager = await log_in(brand, Role.DEALER_MANAGER, dealer=own)

    into_own = await invite(manager, own, "dealer_clerk")
    into_other = await invite(manager, other, "dealer_clerk")
    into_headquarters = await invite(manager, brand.headquarters, "administrator")
    too_much = await invite(manager, own, "administrator")

    assert into_own.status_code == 201, into_own.text
    assert code_of(into_other) == (404, "not_found")
    assert code_of(into_headquarters) == (404, "not_found")
    assert code_of(too_much) == (422, "role_not_allowed")


async def test_who_may_not_manage_people_invites_nobody(brand: Brand, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    refused = await invite(clerk, brand.headquarters, "administrator")
    listed = await clerk.http.get("/v1/invitations", params={"state": "open"})

    assert code_of(refused) == (403, "forbidden")
    assert listed.json()["items"] == []


async def test_nobody_is_invited_twice_nor_as_a_member(
    brand: Brand, database: Database, log_in: Login, clock: SetClock
) -> None:
    admin, clerk = await log_in(brand, Role.ADMINISTRATOR), await log_in(brand, Role.AFTER_SALES_CLERK)
    first = (await invite(admin, brand.headquarters, "auditor")).json()

    as_member = await invite(admin, brand.headquarters, "auditor", email=clerk.email.upper())
    twice = await invite(admin, brand.headquarters, "auditor", email=first["email"])
    clock.advance(timedelta(hours=72))
    other_admin = await log_in(brand, Role.ADMINISTRATOR)
    afresh = await invite(other_admin, brand.headquarters, "finance", email=first["email"])

    assert code_of(as_member) == (409, "already_member")
    assert code_of(twice) == (409, "already_invited")
    assert afresh.status_code == 201, afresh.text
    (fact,) = await trail(database, brand, afresh.json()["id"])
    assert fact.name == PersonInvited.NAME


async def test_an_idempotency_key_sends_one_invitation(brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    body = {"email": "one@example.com", "name": "一", "organisation_id": str(brand.headquarters), "roles": ["auditor"]}

    first = await admin.http.post("/v1/invitations", json=body, headers={"Idempotency-Key": "invite-1"})
    again = await admin.http.post("/v1/invitations", json=body, headers={"Idempotency-Key": "invite-1"})
    other = await admin.http.post(
        "/v1/invitations", json=body | {"name": "二"}, headers={"Idempotency-Key": "invite-1"}
    )
    listed = await admin.http.get("/v1/invitations", params={"state": "open"})

    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert code_of(other) == (422, "idempotency_key_reused")
    assert [item["id"] for item in listed.json()["items"]] == [first.json()["id"]]


def test_a_stored_fact_of_an_invitation_can_be_read_again() -> None:
    fact = decode(
        "tenancy.person_invited",
        b'{"invitation_id":"01890000-0000-7000-8000-000000000001","issue":1,"email":"a@example.com","name":"A",'
        b'"organisation_id":"01890000-0000-7000-8000-000000000002","dealer_id":null,"roles":["administrator"],'
        b'"expires_at":"2026-06-18T02:00:00+00:00"}',
    )

    assert isinstance(fact, PersonInvited)
    assert fact.roles == (Role.ADMINISTRATOR,)

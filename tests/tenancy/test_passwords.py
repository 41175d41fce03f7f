"""Setting a new password."""

import re
from datetime import timedelta

import httpx
from tests.fixtures.api import PASSWORD, Client, Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox
from tests.tenancy.network import code_of, trail, words_of

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.facts import decode
from aftersales.kernel.tx import Database
from aftersales.tenancy.entry.service import reset_token
from aftersales.tenancy.events import PasswordResetRequested

NEW = "quite-another-password"


async def asked_for(database: Database, brand: Brand, client: Client) -> PasswordResetRequested:
    *_, row = await trail(database, brand, client.person_id)
    async with database.transaction(brand.id, brand.anyone) as tx:
        (stored,) = await tx.fetch("SELECT payload::text FROM facts WHERE tenant_id = $1 AND id = $2", brand.id, row.id)
    fact = decode(row.name, stored["payload"])
    assert isinstance(fact, PasswordResetRequested)
    return fact


async def test_the_mail_brings_a_link_that_sets_a_new_password_once(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, drain: Drain, mailbox: Mailbox
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    asked = await api.post("/v1/password-resets", json={"email": clerk.email.upper()})
    await drain()
    (mail,) = await mailbox.wait_for(clerk.email)
    found = re.search(r"aps_reset_[0-9A-Za-z]{38}", words_of(mail))
    assert found is not None
    weak = await api.post("/v1/password-resets/completions", json={"token": found[0], "password": "short"})
    done = await api.post("/v1/password-resets/completions", json={"token": found[0], "password": NEW})
    again = await api.post("/v1/password-resets/completions", json={"token": found[0], "password": NEW})
    session = await clerk.http.get("/v1/tenant")
    old = await api.post("/v1/sessions", json={"email": clerk.email, "password": PASSWORD})
    new = await api.post("/v1/sessions", json={"email": clerk.email, "password": NEW})

    assert (asked.status_code, asked.json()) == (202, {"email": clerk.email.upper()})
    assert code_of(weak) == (422, "password_weak")
    assert done.status_code == 204
    assert code_of(again) == (410, "password_reset_unusable")
    assert code_of(session) == (401, "unauthenticated")
    assert code_of(old) == (401, "login_failed")
    assert new.status_code == 201


async def test_an_unknown_address_is_answered_like_a_known_one(api: httpx.AsyncClient) -> None:
    answer = await api.post("/v1/password-resets", json={"email": "nobody@example.com"})

    assert (answer.status_code, answer.json()) == (202, {"email": "nobody@example.com"})


async def test_a_link_for_a_new_password_expires_after_an_hour_and_with_its_successor(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, database: Database, clock: SetClock
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    await api.post("/v1/password-resets", json={"email": clerk.email})
    expired = reset_token((await asked_for(database, brand, clerk)).reset_id)
    clock.advance(timedelta(hours=1))
    await api.post("/v1/password-resets", json={"email": clerk.email})
    earlier = reset_token((await asked_for(database, brand, clerk)).reset_id)
    await api.post("/v1/password-resets", json={"email": clerk.email})
    latest = reset_token((await asked_for(database, brand, clerk)).reset_id)

    too_late = await api.post("/v1/password-resets/completions", json={"token": expired, "password": NEW})
    done = await api.post("/v1/password-resets/completions", json={"token": latest, "password": NEW})
    left_over = await api.post("/v1/password-resets/completions", json={"token": earlier, "password": NEW + "x"})

    assert code_of(too_late) == (410, "password_reset_unusable")
    assert done.status_code == 204
    assert code_of(left_over) == (410, "password_reset_unusable")

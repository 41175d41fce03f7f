"""Policies over HTTP: who may read, write, try and publish, and where a bad document is wrong."""

import json
from importlib.resources import files

import httpx
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.policy.samples import AIR_NAME, EBIKE_NAME, Json
from tests.policy.versions import published

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database

FACTS: Json = {
    "filed_on": "2026-06-15",
    "lines": [
        {
            "line": "1",
            "unit": {
                "serial": "SN1",
                "model": "QH-A1",
                "category": "e_bicycle",
                "factory": "QH-WX",
                "sold_on": "2026-01-10",
                "installed_on": "2026-01-10",
            },
            "proof": "invoice",
            "part_number": "QH-BAT-1212",
            "part_category": "battery",
            "quantity": 1,
            "fault_code": "B01",
            "fault_text": "充不进电",
            "human_damage": False,
            "photos": 1,
            "unit_price": {"amount": "118.00", "currency": "CNY"},
        },
    ],
}


def document(name: str = EBIKE_NAME) -> Json:
    """A template as JSON."""
    read: Json = json.loads((files("aftersales.policy.templates") / f"{name}.json").read_bytes())
    return read


def if_match(answer: httpx.Response) -> dict[str, str]:
    """The header that changes what an answer showed."""
    return {"If-Match": answer.headers["ETag"]}


async def test_a_template_becomes_a_draft_and_then_the_policy_in_force(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http

    templates = await editor.get("/v1/policy-templates")
    template = await editor.get(f"/v1/policy-templates/{EBIKE_NAME}")
    draft = await editor.post("/v1/policies", json={"template": EBIKE_NAME})
    before = await editor.get("/v1/policies/in-force")
    check = await editor.post(f"/v1/policies/{draft.json()['id']}/validation")
    final = await editor.post(f"/v1/policies/{draft.json()['id']}/publication", json={}, headers=if_match(draft))
    after = await editor.get("/v1/policies/in-force")

    assert [one["name"] for one in templates.json()["items"] if not one["open_parameters"]] == [AIR_NAME, EBIKE_NAME]
    assert template.json()["name"] == draft.json()["document"]["name"] == document()["name"]
    assert (draft.status_code, draft.json()["state"], draft.json()["number"]) == (201, "draft", 1)
    assert draft.headers["Location"] == f"/v1/policies/{draft.json()['id']}"
    assert (before.status_code, before.json()["code"]) == (409, "no_policy_in_force")
    assert check.json() == {"is_sound": True, "problems": [], "findings": []}
    assert (final.status_code, final.json()["state"]) == (200, "published")
    assert final.json()["effective_at"] == "2026-06-15T02:00:00Z"
    assert (after.json(), after.headers["ETag"]) == (final.json(), '"2"')


async def test_a_draft_is_rewritten_under_its_version_and_then_published(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    changed = document()
    changed["returns"]["appeal_within_days"] = None
    draft = await editor.post("/v1/policies", json={"document": document()})
    path = f"/v1/policies/{draft.json()['id']}"

    without = await editor.put(path, json=changed)
    rewritten = await editor.put(path, json=changed, headers=if_match(draft))
    stale = await editor.put(path, json=document(), headers=if_match(draft))
    refused = await editor.post(f"{path}/publication", json={}, headers=if_match(rewritten))
    check = await editor.post(f"{path}/validation")
    kept = await editor.get(path)

    assert (without.status_code, stale.status_code) == (428, 412)
    assert (rewritten.status_code, rewritten.headers["ETag"]) == (200, '"2"')
    assert (refused.status_code, refused.json()["code"]) == (422, "policy_invalid")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/returns/appeal_within_days", "parameter_missing"),
    ]
    assert [one["pointer"] for one in check.json()["problems"]] == ["/returns/appeal_within_days"]
    assert (kept.json()["state"], kept.headers["ETag"]) == ("draft", '"2"')


def _put(path: str, value: object) -> Json:
    changed = document()
    *way, last = path.split("/")
    part: object = changed
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part[step]  # type: ignore[index]  # the test's own JSON
    part[last] = value  # type: ignore[index]  # the test's own JSON
    return changed


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        ("terms/0/months", "twelve", "/terms/0/months"),
        ("terms/0/monthes", 12, "/terms/0/monthes"),
        ("exclusions/1/outcome", "perhaps", "/exclusions/1/outcome"),
        ("calendars/0/calendar/kind", "lunar", "/calendars/0/calendar"),
        ("calendars/0/calendar/week/mon", [{"opens": "8", "closes": "12:00:00"}], "/calendars/0/calendar/week/mon/0"),
        ("approval_chains/0/steps/0/above", "much", "/approval_chains/0/steps/0/above"),
        ("returns/dispositions", {"own_fault": ["bin"]}, "/returns/dispositions"),
        ("currency", None, "/currency"),
    ],
)
async def test_what_cannot_be_read_is_pointed_at(
    brand: Brand, log_in: Login, path: str, value: object, pointer: str
) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    draft = await editor.post("/v1/policies", json={"template": EBIKE_NAME})

    new = await editor.post("/v1/policies", json={"document": _put(path, value)})
    written = await editor.put(f"/v1/policies/{draft.json()['id']}", json=_put(path, value), headers=if_match(draft))

    assert (new.status_code, written.status_code) == (400, 400)
    assert new.json()["errors"][0]["pointer"].startswith(f"/document{pointer}")
    assert written.json()["errors"][0]["pointer"].startswith(pointer)
    listed = await editor.get("/v1/policies")
    assert [one["fingerprint"] for one in listed.json()["items"]] == [draft.json()["fingerprint"]]


@pytest.mark.parametrize("body", [{}, {"template": EBIKE_NAME, "document": document()}])
async def test_a_draft_begins_with_one_thing(brand: Brand, log_in: Login, body: Json) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http

    answer = await editor.post("/v1/policies", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "policy_source_unclear")


async def test_an_unknown_template_is_not_found(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http

    read = await editor.get("/v1/policy-templates/..%2Fsecrets")
    drafted = await editor.post("/v1/policies", json={"template": "none"})

    assert (read.status_code, drafted.status_code) == (404, 404)


async def test_a_body_beyond_a_megabyte_is_not_read(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http

    answer = await editor.post("/v1/policies", json={"template": "x" * 1_100_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


async def test_dealers_and_readers_may_not_write(brand: Brand, log_in: Login, database: Database) -> None:
    policy = await published(database, brand)
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    draft = await editor.post("/v1/policies", json={"template": EBIKE_NAME})
    path = f"/v1/policies/{draft.json()['id']}"
    dealer = await log_in(brand, Role.DEALER_MANAGER, dealer=brand.headquarters)
    auditor = await log_in(brand, Role.AUDITOR)

    codes = {}
    for name, client in (("dealer", dealer.http), ("auditor", auditor.http)):
        codes[name] = [
            (await client.get("/v1/policies/in-force")).status_code,
            (await client.get(f"/v1/policies/{policy.version_id}")).status_code,
            (await client.get(path)).status_code,
            (await client.post(f"{path}/validation")).status_code,
            (await client.get(f"/v1/policies/{policy.version_id}/comparison?with={draft.json()['id']}")).status_code,
            (
                await client.post(
                    "/v1/policy-decisions",
                    json={"facts": FACTS, "policy_version_id": draft.json()["id"]},
                )
            ).status_code,
            (await client.post("/v1/policies", json={"template": EBIKE_NAME})).status_code,
            (await client.put(path, json=document(), headers=if_match(draft))).status_code,
            (await client.post(f"{path}/publication", json={}, headers=if_match(draft))).status_code,
        ]

    assert codes == {
        "dealer": [200, 200, 404, 404, 404, 404, 403, 403, 403],
        "auditor": [200, 200, 200, 200, 200, 200, 403, 403, 403],
    }
    assert (await editor.get(path)).json() == draft.json()


async def test_a_stranger_is_turned_away(api: httpx.AsyncClient) -> None:
    codes = [
        (await api.get(path)).status_code
        for path in (
            "/v1/policies",
            "/v1/policies/in-force",
            "/v1/policy-templates",
            "/v1/policy-schema",
            "/v1/approvals",
            "/v1/stopwatches",
        )
    ]

    assert codes == [401] * 6


async def test_another_brands_policy_is_not_found(
    brand: Brand, make_tenant: MakeTenant, log_in: Login, database: Database
) -> None:
    other = await make_tenant()
    theirs = await published(database, other)
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http

    read = await editor.get(f"/v1/policies/{theirs.version_id}")
    tried = await editor.post(
        "/v1/policy-decisions", json={"facts": FACTS, "policy_version_id": str(theirs.version_id)}
    )

    assert (read.status_code, tried.status_code) == (404, 404)
    assert (await editor.get("/v1/policies")).json() == {"items": [], "next_cursor": None}


async def test_versions_are_listed_newest_first_by_page(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    for _ in range(3):
        await editor.post("/v1/policies", json={"template": EBIKE_NAME})

    first = await editor.get("/v1/policies?limit=2&state=draft")
    second = await editor.get(f"/v1/policies?limit=2&state=draft&cursor={first.json()['next_cursor']}")
    none = await editor.get("/v1/policies?state=published")
    forged = await editor.get("/v1/policies?cursor=bm9uc2Vuc2U")

    assert [one["number"] for one in first.json()["items"]] == [3, 2]
    assert ([one["number"] for one in second.json()["items"]], second.json()["next_cursor"]) == ([1], None)
    assert none.json()["items"] == []
    assert (forged.status_code, forged.json()["code"]) == (400, "cursor_unusable")


async def test_a_decision_is_tried_without_keeping_it(brand: Brand, log_in: Login, database: Database) -> None:
    await published(database, brand)
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    strict = document()
    strict["exclusions"].insert(
        0,
        {
            "clause": "X-1",
            "text": {"zh": "电池不退", "en": "No batteries"},
            "reason": "other",
            "when": 'line.part_category == "battery"',
            "outcome": "refuse",
        },
    )
    draft = await editor.post("/v1/policies", json={"document": strict})

    now = await editor.post("/v1/policy-decisions", json={"facts": FACTS})
    then = await editor.post("/v1/policy-decisions", json={"facts": FACTS, "policy_version_id": draft.json()["id"]})

    (covered,), (refused,) = now.json()["decision"]["lines"], then.json()["decision"]["lines"]
    assert (covered["outcome"], refused["outcome"], refused["clause"]) == ("covered", "refused", "X-1")
    assert (now.json()["state"], then.json()["state"]) == ("published", "draft")
    assert now.json()["decision"]["policy"] != then.json()["decision"]["policy"]
    assert [one for one in refused["trace"] if one["clause"] == "X-1"] == [
        {
            "clause": "X-1",
            "kind": "exclusion",
            "tested": 'line.part_category == "battery"',
            "inputs": {"line.part_category": "battery"},
            "result": "applies",
            "needs": [],
            "text": {"zh": "电池不退", "en": "No batteries"},
        }
    ]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"lines": []}, 200),
        ({"lines": [{"line": "1", "unit": {}}]}, 200),
        ({"lines": FACTS["lines"] * 101}, 422),
        ({"lines": [{"line": "1", "unit": {"km": 10**30}, "quantity": 10**40}]}, 200),
        ({"lines": [{"line": "1", "unit": {}, "unit_price": {"amount": "1E+400000", "currency": "CNY"}}]}, 400),
        ({"lines": [{"line": "1", "unit": {}, "unit_price": {"amount": "1", "currency": "XXX"}}]}, 400),
        ({"filed_on": "0001-01-01"}, 200),
        ({"filed_on": "9999-12-31"}, 200),
        ({"filed_on": "2026-02-30"}, 400),
        ({"unknown": 1}, 400),
    ],
)
async def test_odd_facts_are_answered_or_refused(
    brand: Brand, log_in: Login, database: Database, change: Json, status: int
) -> None:
    await published(database, brand)
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http

    answer = await clerk.post("/v1/policy-decisions", json={"facts": FACTS | change})

    assert answer.status_code == status, answer.text


async def test_versions_are_compared_clause_by_clause(brand: Brand, log_in: Login, database: Database) -> None:
    policy = await published(database, brand)
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    changed = document()
    changed["terms"][0]["months"] = 18
    draft = await editor.post("/v1/policies", json={"document": changed})

    answer = await editor.get(f"/v1/policies/{policy.version_id}/comparison?with={draft.json()['id']}")
    missing = await editor.get(f"/v1/policies/{policy.version_id}/comparison")

    (change,) = answer.json()["changes"]
    assert (change["section"], change["key"], change["kind"]) == ("terms", "QH-1.1", "changed")
    assert (change["before"]["months"], change["after"]["months"]) == (12, 18)
    assert missing.status_code == 400


async def test_the_schema_describes_the_document(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http

    answer = await editor.get("/v1/policy-schema")

    assert answer.headers["content-type"].startswith("application/schema+json")
    assert answer.json()["$ref"] == "#/$defs/PolicyDocument"
    assert set(answer.json()["$defs"]["PolicyDocument"]["required"]) == set(document())


async def test_decisions_about_a_thing_are_listed(brand: Brand, log_in: Login) -> None:
    auditor = (await log_in(brand, Role.AUDITOR)).http
    dealer = (await log_in(brand, Role.DEALER_CLERK, dealer=OrganisationId(brand.headquarters))).http

    none = await auditor.get(f"/v1/policy-decisions?subject_id={new_id()}")
    unasked = await auditor.get("/v1/policy-decisions")
    unknown = await dealer.get(f"/v1/policy-decisions/{new_id()}")

    assert none.json() == {"items": [], "next_cursor": None}
    assert (unasked.status_code, unknown.status_code) == (400, 404)


async def test_a_policy_effective_in_the_past_is_refused(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    draft = await editor.post("/v1/policies", json={"template": EBIKE_NAME})

    early = await editor.post(
        f"/v1/policies/{draft.json()['id']}/publication",
        json={"effective_at": "2026-06-15T01:59:59Z"},
        headers=if_match(draft),
    )
    naive = await editor.post(
        f"/v1/policies/{draft.json()['id']}/publication",
        json={"effective_at": "2026-07-01T00:00:00"},
        headers=if_match(draft),
    )
    later = await editor.post(
        f"/v1/policies/{draft.json()['id']}/publication",
        json={"effective_at": "2026-07-01T00:00:00+08:00"},
        headers=if_match(draft),
    )
    now = await editor.get("/v1/policies/in-force")
    then = await editor.get("/v1/policies/in-force", params={"at": "2026-07-01T00:00:00+08:00"})

    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/effective_at")
    assert (naive.status_code, later.status_code) == (400, 200)
    without_offset = await editor.get("/v1/policies/in-force", params={"at": "2026-07-01T00:00:00"})
    assert (now.status_code, then.json()["id"]) == (409, draft.json()["id"])
    assert without_offset.status_code == 400
    assert NOW.isoformat() < later.json()["effective_at"]

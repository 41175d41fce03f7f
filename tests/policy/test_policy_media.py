"""Policies over HTTP as JSON and as YAML, copies of a version, and what conditions may ask about."""

import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.policy.samples import EBIKE_NAME

from aftersales.kernel.access import Role
from aftersales.policy.conditions_facts import MEANINGS, SECTIONS
from aftersales.policy.rules import template
from aftersales.policy.rules_reading import read_yaml
from aftersales.policy.rules_yaml import yaml_of
from aftersales_api.policy.media import prefers_yaml, speaks_yaml

YAML = {"Content-Type": "application/yaml"}
WANTS = {"Accept": "application/yaml"}


async def test_a_policy_is_read_edited_and_written_back_as_yaml(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    draft = await editor.post("/v1/policies", content=b"template: ebike-dealer-returns", headers=YAML)
    path = draft.headers["Location"]

    read = await editor.get(f"{path}/document", headers=WANTS)
    edited = read.content.replace(b"months: 36", b"months: 24", 1)
    written = await editor.put(path, content=edited, headers=YAML | {"If-Match": draft.headers["ETag"]})

    assert read.headers["Content-Type"].partition(";")[0] == "application/yaml"
    assert (read.headers["Vary"], read.headers["ETag"]) == ("Accept", draft.headers["ETag"])
    assert read_yaml(read.content) == template(EBIKE_NAME)
    assert written.status_code == 200
    assert [term["months"] for term in written.json()["document"]["terms"]] == [12, 12, 12, 24, 24, 6]


async def test_yaml_that_is_no_policy_is_refused_with_its_place(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http

    bomb = await editor.post("/v1/policies", content=b"template: &a [*a]", headers=YAML)
    elsewhere = await editor.post("/v1/organisations", content=b"name: x", headers=YAML)

    assert (bomb.status_code, bomb.json()["code"]) == (422, "policy_unreadable")
    assert "line 1, column 11" in bomb.json()["detail"]
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (415, "unsupported_media_type")
    assert (await editor.get("/v1/policies")).json()["items"] == []


async def test_a_new_version_can_begin_as_a_copy_of_another(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    first = await editor.post("/v1/policies", json={"template": EBIKE_NAME})

    copied = await editor.post("/v1/policies", json={"copy_of": first.json()["id"]})
    both = await editor.post("/v1/policies", json={"copy_of": first.json()["id"], "template": EBIKE_NAME})

    assert (copied.status_code, copied.json()["number"]) == (201, 2)
    assert copied.json()["fingerprint"] == first.json()["fingerprint"]
    assert (both.status_code, both.json()["code"]) == (422, "policy_source_unclear")


async def test_publication_of_a_template_names_what_it_leaves_open(brand: Brand, log_in: Login) -> None:
    editor = (await log_in(brand, Role.POLICY_EDITOR)).http
    draft = await editor.post("/v1/policies", json={"template": "ebike-parts-return"})
    listed = (await editor.get("/v1/policy-templates")).json()["items"]

    refused = await editor.post(
        f"{draft.headers['Location']}/publication", json={}, headers={"If-Match": draft.headers["ETag"]}
    )

    known = next(one for one in listed if one["name"] == "ebike-parts-return")
    assert (refused.status_code, refused.json()["code"]) == (422, "policy_invalid")
    assert [error["pointer"] for error in refused.json()["errors"]] == known["open_parameters"]
    assert refused.json()["errors"][0] == {
        "pointer": "/terms/0/months",
        "code": "parameter_missing",
        "detail": "参数“months”未填写，必须由厂家给出。",
    }
    assert known["sources"][:2] == ["S02-R01", "S02-R08"]


async def test_the_facts_that_conditions_may_name_are_told_with_type_and_meaning(brand: Brand, log_in: Login) -> None:
    dealer = (await log_in(brand, Role.POLICY_EDITOR)).http

    answer = await dealer.get("/v1/policy-facts", params={"section": "approval_chains/quote"})
    everything = await dealer.get("/v1/policy-facts")

    assert [(one["name"], one["type"]) for one in answer.json()["items"]] == [
        ("amount", "double"),
        ("list_amount", "double"),
        ("below_percent", "double"),
        ("tier", "string"),
    ]
    assert {one["section"] for one in everything.json()["items"]} == set(SECTIONS)


def test_every_fact_has_a_meaning_in_both_languages() -> None:
    named = {name for facts in SECTIONS.values() for name in facts}

    assert sorted(named - set(MEANINGS)) == []


@pytest.mark.parametrize(
    ("accept", "yaml"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/yaml", True),
        ("text/yaml, application/json;q=0.5", True),
        ("application/yaml;q=0.5, application/json", False),
        ("application/yaml;q=0", False),
        ("application/yaml;q=x", True),
    ],
)
def test_yaml_is_answered_only_if_it_is_asked_for(accept: str, *, yaml: bool) -> None:
    assert prefers_yaml(accept) is yaml


def test_yaml_is_understood_where_policies_are() -> None:
    assert speaks_yaml("/v1/policies", "text/yaml; charset=utf-8")
    assert not speaks_yaml("/v1/returns", "text/yaml")
    assert len(yaml_of(template(EBIKE_NAME))) > 1000

"""Refusals, facts and handlers: each named once, in the agreed form, in both languages."""

import importlib
import pkgutil
import re
import string

import aftersales
import aftersales_api
import aftersales_worker
from aftersales.kernel import errors, facts
from aftersales.kernel.access import DEALER_ROLES, ROLE_PERMISSIONS, Permission, Role
from aftersales.policy.model import FACTS
from aftersales.policy.model_words import FACT_SUBJECTS
from aftersales_worker.subscriptions import BY_FACT, HANDLERS

SKIPPED = ("__main__", ".migrations.env", ".versions")
for package in (aftersales, aftersales_api, aftersales_worker):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not any(part in module.name for part in SKIPPED):
            importlib.import_module(module.name)

OURS = ("aftersales.", "aftersales_api.", "aftersales_worker.")
REFUSALS = {code: refusal for code, refusal in errors.REGISTRY.items() if refusal.__module__.startswith(OURS)}
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
HAN = re.compile(r"[\u4e00-\u9fff]")
IRREGULAR = {"sent", "lent", "begun", "left", "put", "set", "found", "undone", "made", "given", "withdrawn", "drawn"}


STATES = {"notifications.message_uncertain"}
"""Facts that name a state in which something was left, where there is no deed to name."""


def parameters(text: str) -> set[str]:
    """The names that a format string is filled with; `what_zh` and `what_en` say `what` in their language."""
    return {name.removesuffix("_zh").removesuffix("_en") for _, name, _, _ in string.Formatter().parse(text) if name}


def test_codes_of_refusals_speak_in_snake_case() -> None:
    assert [code for code in REFUSALS if not SNAKE.fullmatch(code)] == []


def test_every_refusal_speaks_both_languages() -> None:
    mute = [
        code
        for code, refusal in REFUSALS.items()
        if not HAN.search(refusal.zh) or HAN.search(refusal.en) or not refusal.en.strip()
    ]

    assert mute == []


def test_both_languages_of_a_refusal_are_filled_with_the_same() -> None:
    differing = [code for code, refusal in REFUSALS.items() if parameters(refusal.zh) != parameters(refusal.en)]

    assert differing == []


def test_every_refusal_says_what_it_means_in_a_docstring() -> None:
    silent = [code for code, refusal in REFUSALS.items() if not (refusal.__doc__ or "").strip()]

    assert silent == []


def test_every_refusal_has_a_status_that_a_caller_can_act_on() -> None:
    strange = {
        code: refusal.status
        for code, refusal in REFUSALS.items()
        if refusal.status not in {400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 428, 429, 500, 503}
    }

    assert strange == {}


def announced() -> dict[str, type[facts.Fact]]:
    """The facts of the product, without those that tests make for themselves."""
    return {name: fact for name, fact in facts.REGISTRY.items() if fact.__module__.startswith(OURS)}


def test_a_fact_is_named_after_its_context_and_something_past() -> None:
    misnamed = [
        name
        for name, fact in announced().items()
        if name.split(".")[0] != fact.__module__.split(".")[1]
        or not SNAKE.fullmatch(name.split(".")[1])
        or not any(word.endswith("ed") or word in IRREGULAR for word in name.split(".")[1].split("_"))
    ]

    assert set(misnamed) == STATES


def test_a_fact_is_about_something_that_it_names() -> None:
    strays = [
        name
        for name, fact in announced().items()
        if not fact.SUBJECT[0] or fact.SUBJECT[1] not in fact.__struct_fields__
    ]

    assert strays == []


def test_every_fact_that_a_policy_may_name_is_announced_by_somebody() -> None:
    assert sorted(set(FACTS) - set(announced())) == []
    assert sorted(set(FACT_SUBJECTS) - set(FACTS)) == []


def test_every_fact_that_a_handler_waits_for_is_announced_by_somebody() -> None:
    assert sorted(set(BY_FACT) - set(facts.REGISTRY)) == []


def test_a_handlers_name_says_its_context_and_is_given_once() -> None:
    names = [handler.name for handler in HANDLERS.values() if handler.run.__module__.startswith(OURS)]

    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name) or len(name) > 80] == []


def test_every_right_is_held_by_some_role_and_every_role_has_rights() -> None:
    held = frozenset().union(*ROLE_PERMISSIONS.values())

    assert set(ROLE_PERMISSIONS) == set(Role)
    assert set(Permission) - held == set()


def test_a_dealers_roles_hold_no_right_over_the_manufacturer() -> None:
    beyond = {
        Permission.TENANT_MANAGE,
        Permission.POLICY_EDIT,
        Permission.POLICY_PUBLISH,
        Permission.CREDITS_POST,
        Permission.COUNTS_APPROVE,
        Permission.RETURNS_APPROVE,
        Permission.WEBHOOKS_MANAGE,
        Permission.DELIVERIES_REPLAY,
        Permission.AUDIT_READ,
    }

    assert {role: ROLE_PERMISSIONS[role] & beyond for role in DEALER_ROLES} == dict.fromkeys(DEALER_ROLES, frozenset())

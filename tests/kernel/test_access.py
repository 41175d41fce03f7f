"""Who may do what: the matrix of roles holds what the product promises."""

import pytest

from aftersales.kernel.access import DEALER_ROLES, ROLE_PERMISSIONS, WORKER, Actor, ActorKind, Permission, Role
from aftersales.kernel.access import permissions_of as rights_of
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.ids import new_id

P = Permission
OF_A_DEALER = {
    P.PEOPLE_READ,
    P.PEOPLE_MANAGE,
    P.KEYS_MANAGE,
    P.ORGANISATIONS_READ,
    P.CATALOG_READ,
    P.UNITS_READ,
    P.POLICY_READ,
    P.RETURNS_READ,
    P.RETURNS_FILE,
    P.RETURNS_PACK,
    P.STOCK_READ,
    P.COUNTS_ENTER,
    P.CREDITS_READ,
    P.DOCUMENTS_READ,
    P.MESSAGES_READ,
    P.VIEWS_SHARE,
}
"""All that any of a dealer's people may ever do; another right given to them must be added here by hand."""

READS = {permission for permission in Permission if permission.value.endswith(".read")}


def holders(permission: Permission) -> set[Role]:
    return {role for role, held in ROLE_PERMISSIONS.items() if permission in held}


@pytest.mark.parametrize("role", sorted(DEALER_ROLES))
def test_a_dealers_people_hold_no_right_of_the_manufacturers(role: Role) -> None:
    assert ROLE_PERMISSIONS[role] <= OF_A_DEALER


def test_only_a_dealers_people_file_and_pack() -> None:
    assert holders(P.RETURNS_FILE) == holders(P.RETURNS_PACK) == set(DEALER_ROLES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (P.RETURNS_FILE, P.RETURNS_APPROVE),
        (P.RETURNS_PACK, P.RETURNS_RECEIVE),
        (P.RETURNS_RECEIVE, P.RETURNS_SETTLE),
        (P.COUNTS_ENTER, P.COUNTS_APPROVE),
        (P.STOCK_MOVE, P.COUNTS_APPROVE),
        (P.POLICY_PUBLISH, P.RETURNS_APPROVE),
        (P.CREDITS_POST, P.RETURNS_DISPOSE),
    ],
)
def test_nobody_checks_their_own_work(one: Permission, other: Permission) -> None:
    assert holders(one) & holders(other) - {Role.ADMINISTRATOR} == set()


def test_the_administrator_runs_the_tenant_and_decides_nothing_about_money() -> None:
    lacking = set(Permission) - ROLE_PERMISSIONS[Role.ADMINISTRATOR]

    assert lacking == {
        P.RETURNS_FILE,
        P.RETURNS_PACK,
        P.RETURNS_APPROVE,
        P.COUNTS_APPROVE,
        P.CREDITS_POST,
        P.DECISIONS_OVERRIDE,
        P.GOODWILL_GRANT,
    }


def test_an_auditor_only_reads() -> None:
    assert ROLE_PERMISSIONS[Role.AUDITOR] <= READS


def test_every_role_has_rights_and_every_right_a_role() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert {permission for held in ROLE_PERMISSIONS.values() for permission in held} == set(Permission)
    assert all(ROLE_PERMISSIONS[role] for role in Role)


def test_several_roles_hold_the_rights_of_each() -> None:
    both = rights_of(frozenset({Role.FINANCE, Role.AUDITOR}))

    assert both == ROLE_PERMISSIONS[Role.FINANCE] | ROLE_PERMISSIONS[Role.AUDITOR]
    assert rights_of(frozenset()) == frozenset()


def test_a_right_that_is_not_held_is_refused_by_name() -> None:
    clerk = Actor(
        kind=ActorKind.PERSON,
        id=new_id(),
        name="林晓禾",
        roles=frozenset({Role.DEALER_CLERK}),
        permissions=rights_of(frozenset({Role.DEALER_CLERK})),
    )

    clerk.require(P.RETURNS_FILE)
    with pytest.raises(Forbidden) as refused:
        clerk.require(P.RETURNS_APPROVE)

    assert refused.value.params == {"permission": "returns.approve"}
    assert clerk.person_id == clerk.id


def test_the_platforms_own_hand_is_nobody_and_may_do_everything() -> None:
    assert WORKER.permissions == frozenset(Permission)
    assert (WORKER.person_id, WORKER.dealer_id, WORKER.organisation_id) == (None, None, None)

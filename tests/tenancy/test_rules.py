"""Decisions of tenancy without a database: tokens, rows of a sheet, roles, particulars."""

import pytest
from tests.fixtures.kernel import NOW

from aftersales.kernel.access import WORKER, Role
from aftersales.kernel.errors import Invalid, StateConflict
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.platform.model import RowOutcome
from aftersales.tenancy.entry import rules as entry
from aftersales.tenancy.errors import OrganisationIsClosed, RoleNotAllowed
from aftersales.tenancy.model import Organisation, OrganisationKind, OrganisationState
from aftersales.tenancy.organisations import rules as organisations
from aftersales.tenancy.organisations.model import OrganisationRow, Particulars
from aftersales.tenancy.people import rules as people
from aftersales.tenancy.tenants import rules as tenants


def organisation(state: OrganisationState = OrganisationState.ACTIVE) -> Organisation:
    return Organisation(
        id=OrganisationId(new_id()),
        kind=OrganisationKind.DEALER,
        code="D1",
        name="示例车业",
        name_en="",
        province="",
        city="",
        address="",
        consignee="",
        contact_name="",
        phone="",
        email="",
        state=state,
        version=1,
        created_at=NOW,
    )


def test_no_token_is_derived_before_the_secret_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry.Sealer, "key", b"")

    with pytest.raises(RuntimeError, match="call use_key first"):
        entry.derived_token("aps_test", "person", 1)


def test_a_token_is_made_anew_under_the_key_that_gave_it_and_under_no_other() -> None:
    entry.use_key(b"first")
    stored = entry.digest(token := entry.derived_token("aps_test", "person", 1))

    entry.use_key(b"second", former=(b"zeroth", b"first"))
    under_a_former_key = entry.derived_as_stored(stored, "aps_test", "person", 1)
    for_another = entry.derived_as_stored(stored, "aps_test", "person", 2)
    entry.use_key(b"second")
    forgotten = entry.derived_as_stored(stored, "aps_test", "person", 1)

    assert (under_a_former_key, for_another, forgotten) == (token, None, None)


@pytest.mark.parametrize(
    ("kind", "fields", "column", "code"),
    [
        (OrganisationKind.DEALER, {"name": "  "}, "名称", "required"),
        (OrganisationKind.DEALER, {"email": "nobody"}, "联系邮箱", "wrong_email"),
        (OrganisationKind.DEALER, {"city": "长" * 41}, "城市", "too_long"),
        (OrganisationKind.DEALER, {"code": "无 效"}, "经销商编码", "wrong_code"),
        (OrganisationKind.HEADQUARTERS, {}, "经销商编码", "headquarters"),
    ],
)
def test_a_row_that_cannot_be_an_organisation_is_refused_by_its_column(
    kind: OrganisationKind, fields: dict[str, str], column: str, code: str
) -> None:
    row = OrganisationRow(number=2, kind=kind, **({"code": "D1", "name": "示例车业"} | fields))  # type: ignore[arg-type] # texts

    writings, answers = organisations.decide([row], {})

    assert writings == []
    assert [(error.column, error.code) for error in answers[2].errors] == [(column, code)]


def test_a_row_whose_code_was_just_taken_is_refused_and_names_it() -> None:
    row = OrganisationRow(number=2, kind=OrganisationKind.DEALER, code="D1", name="示例车业")
    writing = organisations.Writing(row, Particulars(name="示例车业"), {"name": "示例车业"}, None)

    answer = organisations.contested(writing)

    assert (answer.row, answer.key, answer.outcome) == (2, "D1", RowOutcome.REFUSED)
    assert [(error.column, error.code) for error in answer.errors] == [("经销商编码", "code_taken")]


@pytest.mark.parametrize(("state", "move"), [(OrganisationState.CLOSED, "close"), (OrganisationState.ACTIVE, "reopen")])
def test_an_organisation_is_closed_and_reopened_once(state: OrganisationState, move: str) -> None:
    with pytest.raises(StateConflict) as refusal:
        organisations.check_move(organisation(state), state)

    assert refusal.value.params == {"state": state.value, "move": move}


def test_a_member_has_a_role_and_one_that_fits_the_organisation() -> None:
    with pytest.raises(Invalid) as nothing:
        people.check_roles(organisation(), [])
    with pytest.raises(RoleNotAllowed):
        people.check_roles(organisation(), [Role.DEALER_CLERK, Role.FINANCE])

    assert [(error.pointer, error.code) for error in nothing.value.errors] == [("/roles", "required")]
    assert people.check_roles(organisation(), [Role.DEALER_CLERK, Role.DEALER_CLERK]) == (Role.DEALER_CLERK,)


def test_nobody_joins_a_closed_organisation() -> None:
    people.check_place(WORKER, organisation())

    with pytest.raises(OrganisationIsClosed) as refusal:
        people.check_place(WORKER, organisation(OrganisationState.CLOSED))

    assert refusal.value.params == {"code": "D1"}


def test_every_particular_of_a_tenant_that_cannot_be_used_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        tenants.check(locale="fr", time_zone="Asia/Atlantis", code="-x-", currency="XYZ", email="nobody")

    assert [error.pointer for error in refusal.value.errors] == [
        "/code",
        "/currency",
        "/locale",
        "/time_zone",
        "/administrator_email",
    ]
    tenants.check(locale="zh", time_zone="Asia/Shanghai", code="qh-1", currency="CNY", email="a@example.com")

"""The approval chains of the source rules: their order, their counter-signatures, the fields that must agree."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aftersales.kernel.access import Role
from aftersales.policy.approvals.model import Answer, ApprovalRequest, ApprovalState, Approver, Verdict
from aftersales.policy.approvals.rules import open_request, record
from aftersales.policy.errors import AgreedFieldMissing, FieldsDisagree, NotYourTurn, OwnRequest
from aftersales.policy.rules import template

AT = datetime(2026, 3, 1, tzinfo=UTC)
AGREED = {"scope": "批次A", "total_quantity": "120", "approximate_time": "2026-03-20"}
HEAD, MANAGER, VICE = Role.AFTER_SALES_HEAD, Role.GENERAL_MANAGER, Role.PRODUCTION_HEAD


def request_under(name: str, code: str) -> ApprovalRequest:
    """A request through a template's chain."""
    chain = next(one for one in template(name).approval_chains if one.code == code)
    return open_request(chain, Decimal(0), "applicant")


def signed(request: ApprovalRequest, role: Role, **fields: str) -> ApprovalRequest:
    """The request after somebody with a role approves."""
    approver = Approver(person=role.value, roles=frozenset({role}))
    return record(request, approver, Verdict(answer=Answer.APPROVE, fields=fields), AT)


def test_a_batch_is_signed_by_the_head_then_the_general_manager_then_production() -> None:
    request = request_under("batch-factory-return", "batch")

    first = signed(request, HEAD)
    second = signed(first, MANAGER, **AGREED)
    third = signed(second, VICE, **AGREED)

    assert [one.waiting_for for one in (request, first, second)] == [(HEAD,), (MANAGER,), (VICE,)]
    assert third.state is ApprovalState.GRANTED


@pytest.mark.parametrize("role", [MANAGER, VICE])
def test_nobody_signs_a_batch_before_the_head(role: Role) -> None:
    with pytest.raises(NotYourTurn):
        signed(request_under("batch-factory-return", "batch"), role, **AGREED)


@pytest.mark.parametrize("field", sorted(AGREED))
def test_production_states_the_same_scope_quantity_and_time_as_the_general_manager(field: str) -> None:
    waiting = signed(signed(request_under("batch-factory-return", "batch"), HEAD), MANAGER, **AGREED)

    with pytest.raises(FieldsDisagree) as differs:
        signed(waiting, VICE, **(AGREED | {field: "别的"}))
    with pytest.raises(AgreedFieldMissing) as lacks:
        signed(waiting, VICE, **(AGREED | {field: " "}))

    assert differs.value.params["fields"] == lacks.value.params["fields"] == field


def test_whoever_applied_signs_nowhere_in_the_chain() -> None:
    request = request_under("batch-factory-return", "batch")

    with pytest.raises(OwnRequest):
        record(request, Approver(person="applicant", roles=frozenset({HEAD})), Verdict(answer=Answer.APPROVE), AT)


@pytest.mark.parametrize(
    ("name", "code", "roles"),
    [
        ("field-service-with-parts-depot", "request", [(HEAD,)]),
        ("instrument-factory-repair", "to-factory", [(HEAD,)]),
        ("machine-after-sales", "visit", [(Role.SALES_HEAD,), (HEAD,)]),
        ("machine-after-sales", "refund", [(Role.SALES_HEAD,), (MANAGER,), (Role.FINANCE,)]),
        ("car-complaint-chain", "complaint", [(HEAD,), (MANAGER,)]),
    ],
)
def test_each_source_has_the_chain_that_it_states(name: str, code: str, roles: list[tuple[Role, ...]]) -> None:
    assert [step.roles for step in request_under(name, code).steps] == roles

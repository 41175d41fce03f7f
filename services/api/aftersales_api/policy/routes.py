"""Policies: written as drafts, validated, compared, tried, published; and the decisions they made."""

from functools import cache
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Malformed
from aftersales.policy import service
from aftersales.policy.errors import DocumentOrTemplate
from aftersales.policy.model import PolicyDocument
from aftersales.policy.model_versions import DecisionRow, VersionRow, VersionState, VersionSummary
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, TheCaller, etag
from aftersales_api.policy import approvals, stopwatches
from aftersales_api.policy.schemas import (
    Comparison,
    Draft,
    Instant,
    PolicyShown,
    Publish,
    Template,
    TemplateList,
    Tried,
    Try,
    Validation,
)

PATH: Final = "/policies/{policy_id:uuid}"

Other = Annotated[UUID, QueryParameter(name="with", description="The version to compare with.")]
InState = Annotated[VersionState | None, QueryParameter(name="state", description="Only versions in this state.")]
At = Annotated[Instant | None, QueryParameter(description="The instant to look at; now if left out.")]


def _shown(row: VersionRow, document: PolicyDocument, status: int = HTTP_200_OK) -> Response[PolicyShown]:
    headers = {"ETag": etag(row.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/policies/{row.id}"
    return Response(PolicyShown.of(row, document), status_code=status, headers=headers)


@get("/policy-templates", operation_id="list_policy_templates")
async def list_templates(caller: TheCaller) -> TemplateList:
    """The policies that a tenant can start from."""
    caller.actor.require(Permission.POLICY_READ)
    named = [(name, service.template(name)) for name in service.template_names()]
    return TemplateList(items=[Template(name=name, title=one.name, summary=one.summary) for name, one in named])


@get("/policy-templates/{name:str}", operation_id="read_policy_template")
async def read_template(caller: TheCaller, name: FromPath[str]) -> PolicyDocument:
    """One policy to start from, whole."""
    caller.actor.require(Permission.POLICY_READ)
    return service.template(name)


@cache
def _schema() -> bytes:
    return msgspec.json.encode(msgspec.json.schema(PolicyDocument))


@get("/policy-schema", operation_id="read_policy_schema", media_type="application/schema+json")
async def read_schema(caller: TheCaller) -> Response[bytes]:
    """The JSON Schema of a policy document, for editors."""
    caller.actor.require(Permission.POLICY_READ)
    return Response(_schema(), media_type="application/schema+json")


@post("/policies", operation_id="draft_policy", status_code=HTTP_201_CREATED)
async def draft_policy(tx: InTx, data: JSONBody[Draft]) -> Response[PolicyShown]:
    """Begin a new version from a document or a template; a draft may still have problems."""
    if (data.document is None) == (data.template is None):
        raise DocumentOrTemplate(pointer="/document")
    document = data.document or service.template(data.template or "")
    return _shown(await service.draft(tx, document), document, HTTP_201_CREATED)


@get("/policies", operation_id="list_policies")
async def list_policies(
    tx: InTx,
    in_state: InState = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[VersionSummary]:
    """The versions of the policy, newest first; a dealer's people see those that were published."""
    items, following = await service.listed(tx, in_state, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/policies/in-force", operation_id="read_policy_in_force")
async def read_in_force(tx: InTx, at: At = None) -> Response[PolicyShown]:
    """The version that decides now, or at another instant."""
    if at is not None and at.tzinfo is None:
        raise Malformed(reason="RFC 3339, with its offset", pointer="/query/at")
    return _shown(*await service.row_in_force(tx, at))


@get(PATH, operation_id="read_policy")
async def read_policy(tx: InTx, policy_id: FromPath[UUID]) -> Response[PolicyShown]:
    """One version with its document."""
    return _shown(*await service.version_row(tx, policy_id))


@put(PATH, operation_id="change_policy_draft")
async def change_draft(
    tx: InTx,
    policy_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[PolicyDocument],
) -> Response[PolicyShown]:
    """Write another document over a draft; what was published never changes."""
    return _shown(await service.change_draft(tx, policy_id, expected_version, data), data)


@post(f"{PATH}/validation", operation_id="validate_policy", status_code=HTTP_200_OK)
async def validate_policy(tx: InTx, policy_id: FromPath[UUID]) -> Validation:
    """Every problem that keeps a version from being published, each with its place."""
    problems = await service.problems_of(tx, policy_id)
    return Validation(is_sound=not problems, problems=list(problems))


@post(f"{PATH}/publication", operation_id="publish_policy", status_code=HTTP_200_OK)
async def publish_policy(
    tx: InTx,
    policy_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Publish],
) -> Response[PolicyShown]:
    """Publish a draft without problems; it decides from its effective instant on and never changes again."""
    row = await service.publish(tx, policy_id, expected_version, data.effective_at)
    return _shown(*await service.version_row(tx, row.id))


@get(f"{PATH}/comparison", operation_id="compare_policies")
async def compare_policies(tx: InTx, policy_id: FromPath[UUID], other: Other) -> Comparison:
    """What another version says otherwise than this one, clause by clause."""
    changes = await service.comparison(tx, policy_id, other)
    return Comparison(policy_id=policy_id, with_policy_id=other, changes=list(changes))


@post("/policy-decisions", operation_id="try_policy", status_code=HTTP_200_OK)
async def try_policy(tx: InTx, data: JSONBody[Try]) -> Tried:
    """What the policy in force, another version or a draft would say of a return; nothing is kept."""
    row, decision = await service.trial(tx, data.facts, data.policy_version_id)
    return Tried(
        policy_version_id=row.id,
        number=row.number,
        state=row.state,
        name=row.name,
        decision=decision,
    )


@get("/policy-decisions", operation_id="list_policy_decisions")
async def list_decisions(
    tx: InTx,
    subject_id: FromQuery[UUID],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DecisionRow]:
    """The decisions about one thing, oldest first, each with its facts and its trace."""
    items, following = await service.decisions_of(tx, subject_id, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/policy-decisions/{decision_id:uuid}", operation_id="read_policy_decision")
async def read_decision(tx: InTx, decision_id: FromPath[UUID]) -> DecisionRow:
    """One decision with its facts and its trace."""
    return await service.decision(tx, decision_id)


router = Router(
    "/v1",
    route_handlers=[
        Router(
            "/",
            route_handlers=[
                list_templates,
                read_template,
                read_schema,
                draft_policy,
                list_policies,
                read_in_force,
                read_policy,
                change_draft,
                validate_policy,
                publish_policy,
                compare_policies,
                try_policy,
                list_decisions,
                read_decision,
            ],
            tags=["policies"],
        ),
        approvals.router,
        stopwatches.router,
    ],
)

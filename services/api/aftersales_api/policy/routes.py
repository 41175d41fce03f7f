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
from aftersales.kernel.tx import Tx
from aftersales.policy import service, service_documents
from aftersales.policy.entitlement.model import Notice
from aftersales.policy.errors import DocumentOrTemplate
from aftersales.policy.model import PolicyDocument
from aftersales.policy.model_versions import DecisionRow, VersionRow, VersionState, VersionSummary
from aftersales_api.deps import AnyRequest, Cursor, IfMatch, InTx, Limit, Page, TheCaller, etag
from aftersales_api.policy import approvals, authority, replays, shadows, stopwatches
from aftersales_api.policy.media import PolicyRequest, in_kind
from aftersales_api.policy.schemas import (
    Comparison,
    Draft,
    FactList,
    Instant,
    PolicyShown,
    Publish,
    TemplateList,
    Tried,
    Try,
    Validation,
)

PATH: Final = "/policies/{policy_id:uuid}"

Other = Annotated[UUID, QueryParameter(name="with", description="The version to compare with.")]
InState = Annotated[VersionState | None, QueryParameter(name="state", description="Only versions in this state.")]
Section = Annotated[
    str | None, QueryParameter(max_length=40, description="Only facts of this section, as `approval_chains/return`.")
]
At = Annotated[Instant | None, QueryParameter(description="The instant to look at; now if left out.")]


def _shown(
    request: AnyRequest,
    row: VersionRow,
    document: PolicyDocument,
    status: int = HTTP_200_OK,
    findings: tuple[Notice, ...] = (),
) -> Response[PolicyShown]:
    headers = {"ETag": etag(row.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/policies/{row.id}"
    return in_kind(request, Response(PolicyShown.of(row, document, findings), status_code=status, headers=headers))


@get("/policy-templates", operation_id="list_policy_templates")
async def list_templates(caller: TheCaller) -> TemplateList:
    """The policies that a tenant can start from, and what each leaves open."""
    caller.actor.require(Permission.POLICY_READ)
    return TemplateList(items=list(service_documents.starting_points()))


@get("/policy-templates/{name:str}", operation_id="read_policy_template")
async def read_template(request: AnyRequest, caller: TheCaller, name: FromPath[str]) -> Response[PolicyDocument]:
    """One policy to start from, whole; as YAML if `Accept` asks for `application/yaml`."""
    caller.actor.require(Permission.POLICY_READ)
    return in_kind(request, Response(service.template(name)))


@get("/policy-facts", operation_id="list_policy_facts")
async def list_facts(caller: TheCaller, section: Section = None) -> FactList:
    """What the conditions of each section may ask about."""
    caller.actor.require(Permission.POLICY_READ)
    return FactList(items=list(service_documents.facts_of(section)))


@cache
def _schema() -> bytes:
    return msgspec.json.encode(msgspec.json.schema(PolicyDocument))


@get("/policy-schema", operation_id="read_policy_schema", media_type="application/schema+json")
async def read_schema(caller: TheCaller) -> Response[bytes]:
    """The JSON Schema of a policy document, for editors."""
    caller.actor.require(Permission.POLICY_READ)
    return Response(_schema(), media_type="application/schema+json")


@post("/policies", operation_id="draft_policy", status_code=HTTP_201_CREATED)
async def draft_policy(request: AnyRequest, tx: InTx, data: JSONBody[Draft]) -> Response[PolicyShown]:
    """Begin a new version from a document, a template or another version, as JSON or `application/yaml`."""
    document = await _beginning(tx, data)
    return _shown(request, await service.draft(tx, document), document, HTTP_201_CREATED)


async def _beginning(tx: Tx, data: Draft) -> PolicyDocument:
    if sum(one is not None for one in (data.document, data.template, data.copy_of)) != 1:
        raise DocumentOrTemplate(pointer="/document")
    if data.copy_of is not None:
        return (await service.version_row(tx, data.copy_of))[1]
    return data.document or service.template(data.template or "")


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
async def read_in_force(request: AnyRequest, tx: InTx, at: At = None) -> Response[PolicyShown]:
    """The version that decides now, or at another instant."""
    if at is not None and at.tzinfo is None:
        raise Malformed(reason="RFC 3339, with its offset", pointer="/query/at")
    return _shown(request, *await service.row_in_force(tx, at))


@get(PATH, operation_id="read_policy")
async def read_policy(request: AnyRequest, tx: InTx, policy_id: FromPath[UUID]) -> Response[PolicyShown]:
    """One version with its document."""
    return _shown(request, *await service.version_row(tx, policy_id))


@get(f"{PATH}/document", operation_id="read_policy_document")
async def read_document(request: AnyRequest, tx: InTx, policy_id: FromPath[UUID]) -> Response[PolicyDocument]:
    """The document of a version alone, as it can be written back; YAML if `Accept` asks for `application/yaml`."""
    row, document = await service.version_row(tx, policy_id)
    return in_kind(request, Response(document, headers={"ETag": etag(row.version)}))


@put(PATH, operation_id="change_policy_draft")
async def change_draft(
    request: AnyRequest,
    tx: InTx,
    policy_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[PolicyDocument],
) -> Response[PolicyShown]:
    """Write another document, JSON or `application/yaml`, over a draft; what was published never changes."""
    return _shown(request, await service.change_draft(tx, policy_id, expected_version, data), data)


@post(f"{PATH}/validation", operation_id="validate_policy", status_code=HTTP_200_OK)
async def validate_policy(tx: InTx, policy_id: FromPath[UUID]) -> Validation:
    """Every problem that keeps a version from being published, each with its place."""
    problems = await service.problems_of(tx, policy_id)
    findings = await service.findings_of(tx, policy_id)
    return Validation(is_sound=not problems, problems=list(problems), findings=findings)


@post(f"{PATH}/publication", operation_id="publish_policy", status_code=HTTP_200_OK)
async def publish_policy(
    request: AnyRequest,
    tx: InTx,
    policy_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Publish],
) -> Response[PolicyShown]:
    """Publish a draft without problems; it decides from its effective instant on and never changes again."""
    row = await service.publish(tx, policy_id, expected_version, data.effective_at, data.replay_id)
    return _shown(request, *await service.version_row(tx, row.id), findings=await service.findings_of(tx, row.id))


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
                list_facts,
                draft_policy,
                list_policies,
                read_in_force,
                read_policy,
                read_document,
                change_draft,
                validate_policy,
                publish_policy,
                compare_policies,
                try_policy,
                list_decisions,
                read_decision,
            ],
            request_class=PolicyRequest,
            tags=["policies"],
        ),
        approvals.router,
        authority.router,
        stopwatches.router,
        replays.router,
        shadows.router,
    ],
)

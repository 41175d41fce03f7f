"""What people are told of approvals, deadlines, credits, papers, policies, imports, webhooks and access."""

from typing import Final
from uuid import UUID

from aftersales.documents.events import DocumentRendered
from aftersales.documents.model import DocumentKind
from aftersales.finance.events import CreditPosted
from aftersales.kernel.access import Role
from aftersales.kernel.ids import PersonId
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.notifications.model import Audience, Bilingual, Channel, People, Roles
from aftersales.platform.imports.events import ImportFinished
from aftersales.platform.webhooks.events import WebhookEndpointDisabled
from aftersales.platform.webhooks.model import DisabledReason
from aftersales.policy.approvals import service as approvals
from aftersales.policy.events import ApprovalRequested, ApprovalSigned, StopwatchBreached, VersionPublished
from aftersales.policy.model import Bystander, Subject
from aftersales.tenancy.access.events import AccessAsked
from aftersales_worker.handlers.notices_returns import factory, requester, return_of
from aftersales_worker.telling import Params, Who, as_who, tell

KINDS: Final = {
    "dealers": Bilingual("经销商", "dealers"),
    "factories": Bilingual("工厂", "factories"),
    "models": Bilingual("产品型号", "product models"),
    "parts": Bilingual("配件", "parts"),
    "boms": Bilingual("物料清单", "bills of material"),
    "units": Bilingual("已售整机", "sold units"),
    "warehouses": Bilingual("仓库", "warehouses"),
    "stock": Bilingual("期初库存", "opening stock"),
}
"""What imports bring, as people call it."""

PAPERS: Final = {
    DocumentKind.PACKING_LIST: Bilingual("退货清单", "Packing list"),
    DocumentKind.TRANSPORT_FORM: Bilingual("运输单", "Transport form"),
    DocumentKind.INSPECTION_REPORT: Bilingual("鉴定单", "Inspection report"),
    DocumentKind.CREDIT_NOTE: Bilingual("贷项通知单", "Credit note"),
}

SUBJECTS: Final = {
    Subject.RETURN: (Bilingual("退货单", "a return"), "/returns/{}"),
    Subject.CREDIT: (Bilingual("退货贷记", "the credit of a return"), "/returns/{}"),
    Subject.COUNT: (Bilingual("盘点", "a stock count"), "/stock-counts/{}"),
    Subject.QUOTE: (Bilingual("报价", "a quote"), "/quotes/{}"),
    Subject.REQUEST: (Bilingual("报修单", "a service request"), "/requests/{}"),
    Subject.JOB: (Bilingual("维修单", "a work order"), "/jobs/{}"),
    Subject.APPOINTMENT: (Bilingual("预约", "an appointment"), "/appointments/{}"),
    Subject.EXCHANGE: (Bilingual("换件申请", "a part exchange"), "/exchanges/{}"),
    Subject.COMPLAINT: (Bilingual("投诉", "a complaint"), "/complaints/{}"),
    Subject.FACTORY_RETURN: (Bilingual("返厂申请", "a return to the factory"), "/factory-returns/{}"),
    Subject.REWORK: (Bilingual("返工", "a rework"), "/reworks/{}"),
    Subject.RECOVERY: (Bilingual("供应商追偿", "a supplier recovery"), "/recoveries/{}"),
    Subject.REPLENISHMENT: (Bilingual("补库申请", "a replenishment"), "/replenishments/{}"),
    Subject.MAINTENANCE: (Bilingual("维修计划", "a maintenance plan"), "/maintenance/{}"),
    Subject.EXPENSE: (Bilingual("费用报销", "an expense claim"), "/expenses/{}"),
    Subject.ORDER: (Bilingual("订单", "an order"), "/orders/{}"),
}
"""What approvals and stopwatches are about: its name, and where it is seen."""

REASONS: Final = {
    DisabledReason.BY_HAND: Bilingual("由管理员停用。", "An administrator disabled it."),
    DisabledReason.GONE: Bilingual(
        "接收方返回 410，表示该地址已不再使用。",
        "The receiver answered 410: the address is no longer in use.",
    ),
    DisabledReason.FAILING: Bilingual("连续多日推送失败。", "It did not accept a single message for days."),
}


def _link(fact: ApprovalRequested | ApprovalSigned | StopwatchBreached) -> str:
    return SUBJECTS[Subject(fact.subject)][1].format(fact.subject_id)


async def _signers(_tx: Tx, fact: ApprovalRequested | ApprovalSigned) -> Audience | None:
    return Roles(tuple(Role(role) for role in fact.roles)) if fact.roles else None


async def _amount(tx: Tx, approval_id: UUID) -> Money:
    asked = await approvals.one(tx, approval_id)
    return Money.of_minor(asked.amount_minor, asked.currency)


async def _return_to_approve(tx: Tx, fact: ApprovalRequested | ApprovalSigned) -> Params:
    filed = await return_of(tx, fact.subject_id)
    amount = await _amount(tx, fact.approval_id)
    return {"number": filed.number, "dealer": filed.dealer_name, "amount": amount}


async def _other_to_approve(tx: Tx, fact: ApprovalRequested | ApprovalSigned) -> Params:
    return {"what": SUBJECTS[Subject(fact.subject)][0], "amount": await _amount(tx, fact.approval_id)}


for approval_fact in (ApprovalRequested, ApprovalSigned):
    tell(
        approval_fact,
        "return_needs_approval",
        to=(Bystander.APPROVER,),
        params=_return_to_approve,
        link=_link,
        when=lambda fact: fact.subject == Subject.RETURN.value,
        bystanders={Bystander.APPROVER: _signers},
        is_fixed=True,
    )
    tell(
        approval_fact,
        "approval_needed",
        to=(Bystander.APPROVER,),
        params=_other_to_approve,
        link=_link,
        when=lambda fact: fact.subject != Subject.RETURN.value,
        bystanders={Bystander.APPROVER: _signers},
        is_fixed=True,
    )


async def _case_requester(tx: Tx, fact: StopwatchBreached) -> Audience | None:
    return await requester(tx, fact.subject_id) if fact.subject == Subject.RETURN.value else None


async def _case_factory(tx: Tx, fact: StopwatchBreached) -> Audience | None:
    return await factory(tx, fact.subject_id) if fact.subject == Subject.RETURN.value else None


async def _breached(tx: Tx, fact: StopwatchBreached) -> Params:
    name = SUBJECTS[Subject(fact.subject)][0]
    if fact.subject == Subject.RETURN.value:
        number = (await return_of(tx, fact.subject_id)).number
        name = Bilingual(f"退货单 {number}", f"return {number}")
    return {"what": Bilingual(fact.text.zh, fact.text.en), "subject": name, "due": fact.breached_at}


def _escalation(fact: StopwatchBreached) -> tuple[Who, ...]:
    return tuple(as_who(word) for word in fact.escalate_to)


for escalates in (True, False):
    tell(
        StopwatchBreached,
        "stopwatch_breached",
        to=_escalation if escalates else (Role.AFTER_SALES_HEAD,),
        params=_breached,
        link=_link,
        bystanders={Bystander.REQUESTER: _case_requester, Bystander.FACTORY: _case_factory},
        is_fixed=escalates,
    )


async def _published(_tx: Tx, fact: VersionPublished) -> Params:
    return {"name": fact.name, "number": fact.number, "effective": fact.effective_at}


tell(
    VersionPublished,
    "policy_published",
    to=(Role.AFTER_SALES_HEAD, Role.POLICY_EDITOR),
    params=_published,
    channels=(Channel.INBOX,),
    link=lambda fact: f"/policies/{fact.version_id}",
)


async def _credit(_tx: Tx, fact: CreditPosted) -> Params:
    return {"number": fact.number, "amount": fact.amount, "memo": fact.memo}


tell(
    CreditPosted,
    "credit_posted",
    to=(Bystander.DEALER,),
    params=_credit,
    link=lambda fact: f"/credit-notes/{fact.credit_note_id}",
)


async def _paper(_tx: Tx, fact: DocumentRendered) -> Params:
    return {"document": PAPERS[fact.kind], "number": fact.number}


tell(
    DocumentRendered,
    "document_ready",
    to=(Bystander.DEALER,),
    params=_paper,
    channels=(Channel.INBOX,),
    link=lambda fact: f"/documents/{fact.document_id}",
)


async def _starter(_tx: Tx, fact: ImportFinished) -> Audience:
    return People((PersonId(fact.started_by),))


async def _import(_tx: Tx, fact: ImportFinished) -> Params:
    outcomes = {name: fact.counts.get(name, 0) for name in ("created", "updated", "refused")}
    return {"what": KINDS.get(fact.kind, Bilingual(fact.kind, fact.kind)), **outcomes}


tell(
    ImportFinished,
    "import_finished",
    to=(Bystander.REQUESTER,),
    params=_import,
    channels=(Channel.INBOX,),
    link=lambda fact: f"/jobs/{fact.job_id}",
    bystanders={Bystander.REQUESTER: _starter},
)


async def _webhook(_tx: Tx, fact: WebhookEndpointDisabled) -> Params:
    return {"url": fact.url, "reason": REASONS[fact.reason]}


tell(
    WebhookEndpointDisabled,
    "webhook_disabled",
    to=(Role.ADMINISTRATOR,),
    params=_webhook,
    link=lambda fact: f"/webhook-endpoints/{fact.endpoint_id}",
    when=lambda fact: fact.reason is not DisabledReason.BY_HAND,
)


async def _asked(_tx: Tx, fact: AccessAsked) -> Params:
    return {"operator": fact.operator_name, "reason": fact.reason, "hours": fact.hours}


tell(
    AccessAsked,
    "access_asked",
    to=(Role.ADMINISTRATOR,),
    params=_asked,
    link=lambda fact: f"/access-grants/{fact.access_id}",
    is_fixed=True,
)

"""What people are told of: one line for each kind of fact. New facts get their line here."""

from typing import Final

from aftersales.claims import events as claims
from aftersales.claims.returns import service as returns
from aftersales.claims.returns.model import ReturnId
from aftersales.finance.events import CreditPosted
from aftersales.kernel.access import Role
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.kernel.money import Money, zero
from aftersales.kernel.tx import Tx
from aftersales.notifications.model import Audience, Bilingual, Channel, People, Roles
from aftersales.platform.imports.events import ImportFinished
from aftersales.platform.webhooks.events import WebhookEndpointDisabled
from aftersales.platform.webhooks.model import DisabledReason
from aftersales.policy.approvals import service as approvals
from aftersales.policy.events import ApprovalRequested, ApprovalSigned
from aftersales.policy.model import Bystander, Subject
from aftersales.tenancy import service as tenancy
from aftersales_worker.telling import Params, tell

FACTORY: Final = (Role.FACTORY_RECEIVER, Role.WAREHOUSE_KEEPER)

KINDS: Final = {
    "dealers": Bilingual("经销商", "dealers"),
    "factories": Bilingual("工厂", "factories"),
    "models": Bilingual("产品型号", "product models"),
    "parts": Bilingual("配件", "parts"),
    "boms": Bilingual("物料清单", "bills of material"),
    "units": Bilingual("已售整机", "sold units"),
}
"""What the kinds of imports bring, as people call it."""

REASONS: Final = {
    DisabledReason.BY_HAND: Bilingual("由管理员停用。", "An administrator disabled it."),
    DisabledReason.GONE: Bilingual(
        "接收方返回 410，表示该地址已不再使用。",
        "The receiver answered 410: the address is no longer in use.",
    ),
    DisabledReason.FAILING: Bilingual(
        "连续多日推送失败，已停止重试。",
        "It did not accept a single message for days.",
    ),
}


async def _dealer_name(tx: Tx, dealer_id: OrganisationId) -> str:
    return (await tenancy.organisation(tx, dealer_id)).name


def _return_link(fact: claims.ReturnFact) -> str:
    return f"/returns/{fact.return_id}"


async def _number(_tx: Tx, fact: claims.ReturnFact) -> Params:
    return {"number": fact.number}


async def _number_reason(_tx: Tx, fact: claims.ReturnRefused | claims.ReturnSentBack) -> Params:
    return {"number": fact.number, "reason": fact.reason}


async def _number_dealer_reason(tx: Tx, fact: claims.ReturnCancelled | claims.ReturnAppealed) -> Params:
    return {"number": fact.number, "dealer": await _dealer_name(tx, fact.dealer_id), "reason": fact.reason}


async def _filed(tx: Tx, fact: claims.ReturnFiled) -> Params:
    return {"number": fact.number, "dealer": await _dealer_name(tx, fact.dealer_id), "lines": fact.lines}


async def _shipped(tx: Tx, fact: claims.ReturnShipped) -> Params:
    return {
        "number": fact.number,
        "dealer": await _dealer_name(tx, fact.dealer_id),
        "carrier": fact.carrier,
        "waybill": fact.waybill,
    }


async def _received(_tx: Tx, fact: claims.ReturnReceived) -> Params:
    return {"number": fact.number, "quantity": fact.received_quantity}


async def _discrepancy(tx: Tx, fact: claims.ReturnReceived) -> Params:
    return {"number": fact.number, "dealer": await _dealer_name(tx, fact.dealer_id), "lines": fact.discrepancies}


async def _settled(tx: Tx, fact: claims.ReturnSettled) -> Params:
    credit = zero((await tenancy.tenant(tx)).currency) if not fact.credits else zero(fact.credits[0].amount.currency)
    for line in fact.credits:
        credit += line.amount
    return {"number": fact.number, "replaced": fact.replaced_quantity, "credit": credit}


async def _requester(tx: Tx, fact: claims.ReturnFact) -> Audience:
    filed, _ = await returns.read(tx, fact.return_id)
    return People((PersonId(filed.filed_by),))


async def _factory(tx: Tx, fact: claims.ReturnFact) -> Audience | None:
    filed, _ = await returns.read(tx, fact.return_id)
    return None if filed.factory_id is None else Roles(FACTORY, filed.factory_id)


async def _approvers(tx: Tx, fact: claims.ReturnFiled) -> Audience | None:
    if fact.approval_id is None:
        return None
    return Roles((await approvals.one(tx, fact.approval_id)).waiting_for)


OF_RETURN: Final = {Bystander.REQUESTER: _requester, Bystander.FACTORY: _factory}

tell(
    claims.ReturnFiled,
    "return_filed",
    to=(Role.AFTER_SALES_CLERK,),
    params=_filed,
    channels=(Channel.INBOX,),
    link=_return_link,
    bystanders=OF_RETURN | {Bystander.APPROVER: _approvers},
)
tell(
    claims.ReturnApproved,
    "return_approved",
    to=(Bystander.DEALER,),
    params=_number,
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnRefused,
    "return_refused",
    to=(Bystander.DEALER,),
    params=_number_reason,
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnSentBack,
    "return_sent_back",
    to=(Bystander.DEALER,),
    params=_number_reason,
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnCancelled,
    "return_cancelled",
    to=(Role.AFTER_SALES_CLERK,),
    params=_number_dealer_reason,
    channels=(Channel.INBOX,),
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnAppealed,
    "return_appealed",
    to=(Role.AFTER_SALES_HEAD,),
    params=_number_dealer_reason,
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnShipped,
    "return_shipped",
    to=(Bystander.FACTORY,),
    params=_shipped,
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnReceived,
    "return_received",
    to=(Bystander.DEALER,),
    params=_received,
    channels=(Channel.INBOX,),
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnReceived,
    "discrepancy_task",
    to=(Role.AFTER_SALES_CLERK,),
    params=_discrepancy,
    link=_return_link,
    when=lambda fact: fact.discrepancies > 0,
    is_fixed=True,
)
tell(
    claims.ReturnInspected,
    "return_inspected",
    to=(Bystander.DEALER, Role.AFTER_SALES_CLERK),
    params=_number,
    channels=(Channel.INBOX,),
    link=_return_link,
    bystanders=OF_RETURN,
)
tell(
    claims.ReturnSettled,
    "return_settled",
    to=(Bystander.DEALER,),
    params=_settled,
    link=_return_link,
    bystanders=OF_RETURN,
)


async def _next_signers(_tx: Tx, fact: ApprovalRequested | ApprovalSigned) -> Audience | None:
    return Roles(tuple(Role(role) for role in fact.roles)) if fact.roles else None


async def _return_to_approve(tx: Tx, fact: ApprovalRequested | ApprovalSigned) -> Params:
    asked = await approvals.one(tx, fact.approval_id)
    filed, _ = await returns.read(tx, ReturnId(fact.subject_id))
    amount = Money.of_minor(asked.amount_minor, asked.currency)
    return {"number": filed.number, "dealer": filed.dealer_name, "amount": amount}


def _is_about_return(fact: ApprovalRequested | ApprovalSigned) -> bool:
    return fact.subject == Subject.RETURN.value


for approval_fact in (ApprovalRequested, ApprovalSigned):
    tell(
        approval_fact,
        "return_needs_approval",
        to=(Bystander.APPROVER,),
        params=_return_to_approve,
        link=lambda fact: f"/returns/{fact.subject_id}",
        when=_is_about_return,
        bystanders={Bystander.APPROVER: _next_signers},
        is_fixed=True,
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


async def _starter(_tx: Tx, fact: ImportFinished) -> Audience:
    return People((PersonId(fact.started_by),))


async def _import(_tx: Tx, fact: ImportFinished) -> Params:
    return {
        "what": KINDS.get(fact.kind, Bilingual(fact.kind, fact.kind)),
        "created": fact.counts.get("created", 0),
        "updated": fact.counts.get("updated", 0),
        "refused": fact.counts.get("refused", 0),
    }


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


def _was_not_by_hand(fact: Fact) -> bool:
    return isinstance(fact, WebhookEndpointDisabled) and fact.reason is not DisabledReason.BY_HAND


tell(
    WebhookEndpointDisabled,
    "webhook_disabled",
    to=(Role.ADMINISTRATOR,),
    params=_webhook,
    link=lambda fact: f"/webhook-endpoints/{fact.endpoint_id}",
    when=_was_not_by_hand,
)

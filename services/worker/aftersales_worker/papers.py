"""Papers of a return, built from what is on record: words in the paper's language, never codes."""

from typing import Final

from aftersales.claims.handling.service import in_hand, settled_quantity
from aftersales.claims.returns.model import Line, Return
from aftersales.documents.rendering.model import (
    CreditLine,
    CreditNote,
    Header,
    InspectionLine,
    InspectionReport,
    PackingLine,
    PackingList,
    TransportForm,
)
from aftersales.finance.model import CreditNote as Credit
from aftersales.kernel.money import zero
from aftersales.policy.model import Disposition, Finding
from aftersales.tenancy.model import Organisation

FINDINGS: Final = {
    Finding.OWN_FAULT: "本厂质量问题",
    Finding.BOUGHT_IN_PART: "外购件质量问题",
    Finding.DEALER: "经销商责任",
    Finding.CUSTOMER: "用户责任",
    Finding.CARRIER: "承运责任",
    Finding.NO_FAULT_FOUND: "未发现故障",
}
LIABLE: Final = {
    Finding.OWN_FAULT: "本厂",
    Finding.BOUGHT_IN_PART: "供应商",
    Finding.DEALER: "经销商",
    Finding.CUSTOMER: "用户",
    Finding.CARRIER: "承运商",
    Finding.NO_FAULT_FOUND: "无",
}
DISPOSITIONS: Final = {
    Disposition.REPLACE: "换件",
    Disposition.REPAIR: "修理",
    Disposition.CREDIT: "贷记",
    Disposition.SCRAP: "报废",
    Disposition.SEND_BACK: "退回",
}


def packing_list(header: Header, shown: Return, lines: list[Line], factory: Organisation) -> PackingList:
    """The list that travels with the parts."""
    if shown.packing is None:
        raise ValueError("a return without packing has no packing list")
    form = shown.packing.packing_list
    return PackingList(
        header=header,
        return_number=shown.number,
        dealer_name=form.dealer_name or "",
        dealer_address=form.dealer_address or "",
        dealer_phone=form.dealer_phone or "",
        date=form.date or shown.filed_at.date(),
        total_quantity=form.total_quantity or 0,
        lines=tuple(
            PackingLine(
                part_number=line.part_number,
                part_name=line.part_name,
                quantity=line.quantity,
                serial=line.serial or "",
                fault=" ".join(filter(None, (line.fault_code, line.fault_text))),
                verdict_clause=line.clause,
            )
            for line in lines
            if line.accepted
        ),
        factory_name=factory.name,
        factory_address=shown.route.address if shown.route else factory.address,
    )


def transport_form(header: Header, shown: Return) -> TransportForm:
    """The form for the carrier."""
    if shown.packing is None:
        raise ValueError("a return without packing has no transport form")
    form = shown.packing.transport_form
    return TransportForm(
        header=header,
        return_number=shown.number,
        consignee_name=form.consignee_name or "",
        consignee_address=form.consignee_address or "",
        consignee_phone=form.consignee_phone or "",
        quantity=form.quantity or 0,
        consignor_name=form.consignor_name or "",
        consignor_address=form.consignor_address or "",
        consignor_phone=form.consignor_phone or "",
        carrier=shown.carrier or form.carrier or "",
        waybill=shown.waybill or "",
        packages=form.packages,
        packing_remarks=form.packing_remarks or "",
    )


def inspection_report(header: Header, shown: Return, lines: list[Line], factory: Organisation) -> InspectionReport:
    """The finding and the disposition of every line in hand [S11]."""
    return InspectionReport(
        header=header,
        return_number=shown.number,
        dealer_name=shown.dealer_name,
        received_on=(shown.received_at or shown.filed_at).date(),
        lines=tuple(
            InspectionLine(
                part_number=line.part_number,
                part_name=line.part_name,
                quantity=line.received_quantity or 0,
                finding=FINDINGS[line.finding],
                liability=LIABLE[line.finding],
                disposition=DISPOSITIONS[line.disposition],
                inspector=line.inspector or "",
                photos=len(line.photo_ids),
                policy_clause=line.clause,
                serial=line.serial or "",
                note=line.finding_note or "",
            )
            for line in lines
            if in_hand(line) and line.finding is not None and line.disposition is not None
        ),
        factory_name=factory.name,
    )


def credit_note(header: Header, credit: Credit, shown: Return, lines: list[Line], dealer: Organisation) -> CreditNote:
    """What the dealer is credited with, line by line."""
    credited = [line for line in lines if line.credit is not None]
    return CreditNote(
        header=header,
        return_number=shown.number,
        dealer_name=dealer.name,
        dealer_address=dealer.address,
        lines=tuple(
            CreditLine(
                part_number=line.part_number,
                part_name=line.part_name,
                quantity=settled_quantity(line),
                unit_price=line.unit_price or zero(credit.amount.currency),
                amount=line.credit or zero(credit.amount.currency),
                old_part_received=settled_quantity(line) > 0,
                policy_clause=line.clause,
            )
            for line in credited
        ),
        total=credit.amount,
        old_parts_due=sum(line.quantity for line in credited),
        old_parts_received=sum(settled_quantity(line) for line in credited),
        reason=credit.memo,
    )

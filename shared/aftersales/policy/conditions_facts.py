"""What every fact that a condition may ask about means, in two languages, and where it may be asked."""

from collections.abc import Iterator, Mapping
from typing import Final

from aftersales.policy.conditions import CHAIN_FACTS, DOSSIER_FACTS, GATE_FACTS, LIABILITY_FACTS, LINE_FACTS
from aftersales.policy.conditions_tokens import FactType
from aftersales.policy.model_facts import KnownFact
from aftersales.policy.model_words import Text

LINE_SECTIONS: Final = ("exclusions", "undecided", "rights/rungs", "goodwill", "pre_authorisations")
"""Sections whose conditions ask about one line of a return and its unit."""

SECTIONS: Final[dict[str, Mapping[str, FactType]]] = {
    **dict.fromkeys(LINE_SECTIONS, LINE_FACTS),
    **{f"approval_chains/{subject}": facts for subject, facts in CHAIN_FACTS.items()},
    "payment_gates": GATE_FACTS,
    "liability": LIABILITY_FACTS,
    "dossiers/papers": DOSSIER_FACTS,
}
"""Which facts the conditions of each section may name."""

MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "unit.serial": ("整机序列号", "The unit's serial number"),
    "unit.model": ("机型", "The unit's model"),
    "unit.category": ("产品类别", "The unit's category"),
    "unit.factory": ("生产工厂编号", "The code of the factory that made the unit"),
    "unit.dealer": ("售出经销商编号", "The code of the dealer that sold the unit"),
    "unit.sold_on": ("销售日期", "The day of sale"),
    "unit.invoiced_on": ("开票日期", "The day of the invoice"),
    "unit.delivered_on": ("交付日期", "The day of delivery"),
    "unit.installed_on": ("安装完成日期", "The day on which installation ended"),
    "unit.accepted_on": ("验收日期", "The day of acceptance"),
    "unit.km": ("行驶公里数", "Kilometres driven"),
    "unit.hours": ("使用小时数", "Hours of use"),
    "unit.subsidy_done": ("补贴手续是否已办", "Whether a subsidy was drawn for the unit"),
    "unit.province": ("销售省份，如 CN-SD", "The province of the sale, as CN-SD"),
    "unit.use": ("家用或经营", "Whether a household uses it or a business"),
    "unit.exchanged_on": ("换机日期", "The day on which the unit was given in exchange"),
    "line.part_number": ("零件编号", "The part's number"),
    "line.part_category": ("零件类别", "The part's category"),
    "line.quantity": ("数量", "How many parts"),
    "line.fault_code": ("故障代码", "The code of the fault"),
    "line.fault_text": ("故障描述", "The fault in words"),
    "line.human_damage": ("是否人为损坏", "Whether people damaged it"),
    "line.photos": ("照片张数", "How many photos were sent"),
    "line.unit_price": ("零件单价", "The price of one part"),
    "line.amount": ("本行金额", "Price times quantity"),
    "line.has_term": ("是否有适用的保修条款", "Whether any term speaks of the part"),
    "line.expired": ("是否已超期", "Whether the part's term has run out"),
    "line.days_in_use": ("起算日至今的天数", "Days since the term began"),
    "line.covered_until": ("保修最后一日", "The last covered day"),
    "line.cause": ("故障原因", "The cause of the fault"),
    "proof": ("购买凭证", "The proof of purchase that was shown"),
    "filed_on": ("申请日期", "The day of filing"),
    "amount": ("金额", "The amount in the policy's currency"),
    "lines": ("行数", "How many lines"),
    "open_lines": ("待定行数", "Lines that the policy leaves open"),
    "covered_lines": ("在保行数", "Covered lines"),
    "refused_lines": ("拒绝行数", "Refused lines"),
    "list_amount": ("价目表金额", "The amount by the price list"),
    "below_percent": ("低于价目表的百分比", "How many percent below the list"),
    "tier": ("客户等级", "The customer's tier"),
    "model": ("机型", "The model"),
    "category": ("产品类别", "The category of the product"),
    "is_in_warranty": ("是否在保修期内", "Whether it is in warranty"),
    "is_urgent": ("是否加急", "Whether it is urgent"),
    "kind": ("种类", "Its kind"),
    "changes_travel": ("是否变更出行方式", "Whether the way of travelling changes"),
    "quantity": ("数量", "The quantity"),
    "is_ours": ("是否我方责任", "Whether it is our fault"),
    "is_guided": ("是否已远程指导", "Whether guidance from afar was given"),
    "finding": ("鉴定结论", "The finding of the inspection"),
    "supplier": ("供应商编号", "The supplier's code"),
    "days_late": ("逾期天数", "Days late"),
    "plan": ("计划编号", "The code of the plan"),
    "paid_percent": ("已付比例", "How many percent are paid"),
    "is_project": ("是否工程订单", "Whether it is a project's order"),
    "on_credit": ("是否赊销", "Whether it ships on credit"),
    "is_quoted": ("是否有报价", "Whether a quote was made"),
    "process": ("责任工序", "The process at fault"),
    "is_solved_remotely": ("是否远程解决", "Whether it was solved from afar"),
    "is_upkeep": ("是否保养", "Whether it is upkeep"),
    "is_advised": ("是否有建议项目", "Whether further repairs were advised"),
    "is_booked": ("是否有预约", "Whether it was booked"),
    "is_claim": ("是否索赔作业", "Whether it is a claim job"),
    "has_parts": ("是否领用配件", "Whether parts were drawn"),
}
"""Fact to Chinese and English."""


def known_facts() -> Iterator[KnownFact]:
    """Every fact of every section."""
    for section, facts in SECTIONS.items():
        for name, known in facts.items():
            zh, en = MEANINGS.get(name, (name, name))
            yield KnownFact(
                section=section,
                name=name,
                type=known.kind.value,
                values=tuple(sorted(known.values)),
                text=Text(zh=zh, en=en),
            )

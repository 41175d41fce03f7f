"""Every problem that a policy document can have, in two languages, and the list that collects them."""

import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from aftersales.kernel.errors import FieldError
from aftersales.policy.conditions import Condition
from aftersales.policy.conditions_tokens import ConditionFlaw, FactType

Problem: TypeAlias = FieldError
"""One place in a document that is wrong: JSON Pointer, code, what to do about it."""

LARGEST_AMOUNT: Final = 10**12
MOST_STEPS: Final = 2_000
"""Values that one answer may look at; only a list macro makes them more than its source is long."""
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

PROBLEMS: Final[dict[str, tuple[str, str]]] = {
    "text_empty": ("中英文文字均须填写。", "Both the Chinese and the English text are needed."),
    "text_too_long": ("文字不得超过 {limit} 个字符。", "A text has at most {limit} characters."),
    "section_too_long": ("本部分不得超过 {limit} 条。", "This section has at most {limit} entries."),
    "section_empty": ("本部分至少需要一条。", "This section needs at least one entry."),
    "parameter_missing": (
        "参数“{name}”未填写，必须由厂家给出。",
        "The parameter {name} is open; the manufacturer must supply it.",
    ),
    "length_twice": (
        "期限只能以月、天或凭证三者之一写明。",
        "A length is given in months, in days or by the certificate, in one way only.",
    ),
    "source_malformed": (
        "出处“{value}”不得为空，最长 80 个字符。",
        "The source {value!r} needs 1 to 80 characters.",
    ),
    "province_malformed": ("“{value}”不是省级代码（如 CN-SD）。", "{value} is not a province such as CN-SD."),
    "fee_unknown": ("没有编号为“{value}”的折旧费。", "There is no usage fee {value}."),
    "part_or_component": (
        "须写明一个零件编号或一个零件类别，二者择一。",
        "Name either a part or a category of parts.",
    ),
    "says_otherwise": (
        "与条款 {value} 对同一事项作出了规定。",
        "It speaks of the same thing as clause {value}.",
    ),
    "gate_never_opens": (
        "付款比例不可能超过 100 %，该关口永远不会放行。",
        "Nobody pays more than 100 %, so this gate never opens.",
    ),
    "nobody_pays": ("去程与回程至少须写明一方承担。", "Somebody must pay for the way there or back."),
    "carrier_contradiction": (
        "承运商“{value}”既被允许又被禁止。",
        "The carrier {value} is both allowed and denied.",
    ),
    "duty_not_asked": ("未要求承运商“{value}”。", "The duty {value} is not asked of carriers."),
    "shares_not_whole": ("分摊比例合计为 {value} %，应为 100 %。", "The shares sum to {value} %, not to 100 %."),
    "position_unknown": ("没有编号为“{value}”的岗位。", "There is no position {value}."),
    "most_below_amount": ("上限不得低于单次金额。", "The most may not be less than one charge."),
    "window_says_nothing": (
        "须写明截止日或次数上限。",
        "A window needs days that it closes before, or a most.",
    ),
    "windows_contradict": (
        "与条款 {value} 对同类申请规定了不同的窗口。",
        "Clause {value} gives other windows for the same applications.",
    ),
    "holder_unseen": (
        "经销商提交的申请只能按经销商计数。",
        "What dealers file is counted by dealer; they do not see the network's.",
    ),
    "days_descending": ("截止日须由小到大。", "The days must ascend."),
    "span_backwards": ("终点早于起点。", "It ends before it begins."),
    "reason_unknown": ("没有编号为“{value}”的暂停理由。", "There is no reason {value} to pause."),
    "condition_too_costly": (
        "一次判断最多查看 {limit} 个值，此条件为 {value} 个。",
        "One answer may look at {limit} values; this condition looks at {value}.",
    ),
    "conditions_too_costly": (
        "各项条件合计最多查看 {limit} 个值，现为 {value} 个。",
        "All conditions together may look at {limit} values a line; these look at {value}.",
    ),
    "too_many_entries": (
        "政策的条目总数不得超过 {limit} 条。",
        "A policy has at most {limit} entries in all.",
    ),
    "out_of_range": ("应在 {low} 与 {high} 之间。", "It must lie between {low} and {high}."),
    "code_malformed": (
        "编号“{value}”只能由字母、数字、点、横线和下划线组成，最长 40 个字符。",
        "The code {value!r} may have letters, digits, dots, dashes and underscores, at most 40.",
    ),
    "clause_duplicate": ("条款编号“{value}”重复。", "The clause id {value} is used twice."),
    "clause_reserved": ("条款编号“{value}”为系统保留。", "The clause id {value} is reserved."),
    "duplicate": ("“{value}”重复。", "{value} stands here twice."),
    "currency_unknown": ("币种“{value}”未知。", "The currency {value} is not known."),
    "time_zone_unknown": ("时区未知。", "The time zone is not known."),
    "country_unknown": ("没有该国家的节假日资料。", "No public holidays are known for this country."),
    "calendar_never_open": ("日历没有任何工作时间。", "The calendar is never open."),
    "spans_tangled": (
        "营业时段为空、重叠或顺序颠倒。",
        "Opening hours are empty, overlap or stand out of order.",
    ),
    "calendar_unknown": ("没有编号为“{value}”的日历。", "There is no calendar {value}."),
    "terms_overlap": (
        "与条款 {value} 对相同产品、部件和费用作出了不同规定。",
        "It says something else than clause {value} on the same product, component and cost.",
    ),
    "form_unknown": ("没有“{value}”这种表单。", "There is no form {value}."),
    "form_missing": ("缺少表单“{value}”。", "The form {value} is missing."),
    "field_unknown": ("表单没有字段“{value}”。", "The form has no field {value}."),
    "field_not_waivable": (
        "字段“{value}”不得省略，否则退件可能丢失。",
        "The field {value} may not be waived; parcels without it go astray.",
    ),
    "address_missing": (
        "工厂“{value}”没有退货地址。",
        "The factory {value} has no return address.",
    ),
    "address_ambiguous": (
        "工厂“{value}”有多个退货地址，只能有一个有效地址。",
        "The factory {value} has several return addresses; exactly one is valid.",
    ),
    "factory_unknown": ("没有编号为“{value}”的工厂。", "There is no factory {value}."),
    "address_blank": ("收货人、电话和地址均须填写。", "Consignee, phone and address are all needed."),
    "phone_malformed": ("电话号码“{value}”格式不正确。", "{value!r} is not a phone number."),
    "products_needed": ("须写明机型或类别。", "Models or categories must be named."),
    "role_unknown": ("没有角色“{value}”。", "There is no role {value}."),
    "role_cannot_approve": ("经销商角色不能参与审批。", "A dealer's role cannot approve."),
    "role_lacks_right": ("角色“{value}”没有此类审批的权限。", "The role {value} has no right to approve this."),
    "chain_missing": (
        "“{value}”缺少一条无条件的审批链作为最后一条。",
        "The subject {value} needs a last approval chain without a condition.",
    ),
    "chain_unreachable": (
        "此前的无条件审批链 {value} 使本审批链永远不会被使用。",
        "The chain {value} before it has no condition, so this one is never reached.",
    ),
    "steps_descending": (
        "后一步骤的金额不得低于前一步骤。",
        "A later step may not begin at a smaller amount than an earlier one.",
    ),
    "countersign_alone": (
        "只有会签步骤才能要求内容一致。",
        "Only a step that several roles sign can ask for fields that agree.",
    ),
    "fact_unknown": ("没有事实“{value}”。", "There is no fact {value}."),
    "fact_elsewhere": (
        "事实“{value}”与本计时的对象无关。",
        "The fact {value} is not about what this stopwatch is for.",
    ),
    "stopwatch_never_runs": (
        "启动与停止的事实相同，计时永远不会运行。",
        "The same fact starts and stops it, so it never runs.",
    ),
    "days_need_clock": (
        "以自然日计的时限须使用全天候日历；工作日历请用工作日。",
        "A limit in days needs a clock calendar; on a working calendar count working days.",
    ),
    "stopwatch_unknown": ("没有编号为“{value}”的计时。", "There is no stopwatch {value}."),
    "stopwatch_elsewhere": (
        "该计时须从收货开始、至致电经销商停止。",
        "This stopwatch must run from receipt to the call to the dealer.",
    ),
    "audience_unknown": ("没有通知对象“{value}”。", "There is nobody called {value} to tell."),
    "schedule_malformed": (
        "周期规则“{value}”不可用（只支持每日、每周、每月、每年，且必须会发生）。",
        "The recurrence rule {value!r} cannot be used: daily, weekly, monthly or yearly, and it must occur.",
    ),
    "channel_contradiction": (
        "渠道“{value}”既被允许又被禁止。",
        "The channel {value} is both allowed and forbidden.",
    ),
    "exchange_without_finding": (
        "鉴定结论不是自身质量问题时不得换件。",
        "Nothing is exchanged without a finding of own quality.",
    ),
    "nothing_allowed": ("结论“{value}”至少需要一种处置方式。", "The finding {value} needs a disposition."),
}
"""Code to Chinese and English; the texts are filled from what the check knows."""


class Problems:
    """The problems found so far, in the order of the document."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, pointer: str, code: str, **params: object) -> None:
        """Note a problem at a place."""
        zh, en = PROBLEMS[code]
        self.found.append(Problem(pointer=pointer, code=code, zh=zh.format(**params), en=en.format(**params)))

    def unless(self, sound: object, pointer: str, code: str, **params: object) -> None:
        """Note a problem unless something holds."""
        if not sound:
            self.add(pointer, code, **params)

    def within(self, value: int | None, pointer: str, low: int, high: int) -> None:
        """Insist on a figure that is given and not absurd."""
        if value is None:
            self.add(pointer, "parameter_missing", name=pointer.rpartition("/")[2])
        elif not low <= value <= high:
            self.add(pointer, "out_of_range", low=low, high=high)

    def coded(self, code: str, pointer: str) -> None:
        """Insist on a code that is fit to be an id."""
        self.unless(CODE.fullmatch(code), pointer, "code_malformed", value=code)

    def some(self, values: Collection[Hashable], pointer: str, code: str = "section_empty") -> None:
        """Insist on at least one value, and on each only once."""
        self.unless(values, pointer, code)
        self.once(values, pointer)

    def given(self, value: Decimal | None, pointer: str) -> None:
        """Insist on an amount that is given, not negative and not absurd."""
        if value is None:
            self.add(pointer, "parameter_missing", name=pointer.rpartition("/")[2])
        self.amount(value, pointer)

    def stated(self, value: object, pointer: str) -> None:
        """Insist on a parameter that the manufacturer must supply."""
        if value is None:
            self.add(pointer, "parameter_missing", name=pointer.rpartition("/")[2])

    def share(self, value: Decimal | None, pointer: str) -> None:
        """Insist on a percentage that is given."""
        if value is None:
            self.add(pointer, "parameter_missing", name=pointer.rpartition("/")[2])
        elif not (value.is_finite() and 0 <= value <= 100):  # noqa: PLR2004 - percent
            self.add(pointer, "out_of_range", low=0, high=100)

    def amount(self, value: Decimal | None, pointer: str) -> None:
        """Insist that a figure, if given, is a number, not negative and not absurd."""
        if value is not None and not (value.is_finite() and 0 <= value <= LARGEST_AMOUNT):
            self.add(pointer, "out_of_range", low=0, high=LARGEST_AMOUNT)

    def once(self, values: Iterable[Hashable], pointer: str, field: str = "", code: str = "duplicate") -> None:
        """Insist that values of a list differ; the place of the second is named."""
        seen: set[Hashable] = set()
        for index, value in enumerate(values):
            if value in seen:
                self.add(f"{pointer}/{index}{field}", code, value=value)
            seen.add(value)


def check_condition(source: str | None, facts: Mapping[str, FactType], pointer: str, problems: Problems) -> int:
    """A condition, if there is one, compiles and asks only of facts that exist; how many values it looks at."""
    if source is None:
        return 0
    try:
        steps = Condition(source, facts).steps
    except ConditionFlaw as flaw:
        problems.found.append(Problem(pointer=pointer, code=flaw.code, zh=flaw.zh, en=flaw.en))
        return 0
    if steps > MOST_STEPS:
        problems.add(pointer, "condition_too_costly", limit=MOST_STEPS, value=steps)
    return steps

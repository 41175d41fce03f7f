"""Why a right stands where it stands, in Chinese and English."""

from typing import Final

from aftersales.policy.statutes.model import CountRule, Measure, Text
from aftersales.policy.statutes.model_answer import RightState
from aftersales.policy.statutes.rules_case import Found

_STATES: Final = {
    RightState.NOW: ("现在可以行使", "It stands now"),
    RightState.RIPENS: ("条件尚未成就", "It has not ripened yet"),
    RightState.LAPSED: ("期限已过", "It has lapsed"),
    RightState.UNKNOWN: ("无法判断", "It cannot be known"),
}
_MEASURES: Final = {
    Measure.REPAIRS: ("修理次数", "repairs"),
    Measure.SAME_FAULT_REPAIRS: ("同一故障修理次数", "repairs of the same fault"),
    Measure.SAFETY_REPAIRS: ("严重安全故障修理次数", "repairs of serious safety faults"),
    Measure.ASSEMBLY_REPLACEMENTS: ("同一总成更换次数", "replacements of the same assembly"),
    Measure.MAIN_PART_REPLACEMENTS: ("同一主要零部件更换次数", "replacements of the same part"),
    Measure.REPAIR_DAYS: ("累计修理日数", "days of repair"),
}


def why(found: Found, rule: object) -> Text:
    """The reason of a standing: its state, its days, its counter, and what is missing."""
    zh, en = (["".join(words)] for words in _STATES[found.state])
    if found.counter is not None and isinstance(rule, CountRule):
        counted_zh, counted_en = _MEASURES[rule.measure]
        zh.append(f"{counted_zh}为{found.counter.reached}，达到{found.counter.threshold}时成就")
        en.append(f"{found.counter.reached} {counted_en}, it ripens at {found.counter.threshold}")
    if found.state is RightState.RIPENS and found.from_day is not None and found.counter is None:
        zh.append(f"自{found.from_day}起成就")
        en.append(f"it ripens on {found.from_day}")
    if found.until is not None:
        zh.append(f"最后一日为{found.until}")
        en.append(f"the last day is {found.until}")
    if found.needs:
        zh.append(f"缺少：{'、'.join(found.needs)}")
        en.append(f"needs {', '.join(found.needs)}")
    return Text(zh="；".join(zh) + "。", en="; ".join(en) + ".")

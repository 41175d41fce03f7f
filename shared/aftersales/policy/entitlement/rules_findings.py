"""What a person should look at: a promise below the law, an exclusion that it ignores, a meter that runs backwards."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from aftersales.policy.entitlement.model import Notice
from aftersales.policy.entitlement.rules_terms import Promise
from aftersales.policy.model_decision import UnitFacts
from aftersales.policy.model_words import Text


def backwards(unit: UnitFacts, on: date) -> bool:
    """Whether an odometer showed less than on an earlier day; the register's own reading stands for today."""
    read = sorted((one.on, one.km) for one in unit.readings if one.on <= on)
    by_day: dict[date, tuple[int, int]] = {}
    for day, km in read:
        low, high = by_day.get(day, (km, km))
        by_day[day] = (min(low, km), max(high, km))
    return any(later[0] < earlier[1] for earlier, later in pairwise(by_day.values()))


def about_unit(unit: UnitFacts, on: date) -> Iterator[Notice]:
    """What is odd about a unit's own record."""
    if unit.readings and backwards(unit, on):
        zh, en = "里程读数倒退，取最大读数计算。", "The odometer runs backwards; its furthest reading counts."
        yield Notice(code="odometer_backwards", text=Text(zh=zh, en=en))
    if unit.is_odometer_tampered:
        zh, en = "里程表被改动，读数不可采信。", "The odometer was tampered with; its readings prove nothing."
        yield Notice(code="odometer_tampered", text=Text(zh=zh, en=en))


def below_floor(pairs: Iterable[tuple[Promise, Promise | None]]) -> Iterator[Notice]:
    """Each article that reaches further than the policy's own promise, with both clauses."""
    for law, own in pairs:
        until = law.ends_on.isoformat() if law.ends_on else ""
        if own is None:
            zh = f"政策没有相应条款，依 {law.test.clause} 保修至 {until}。"
            en = f"The policy has no such clause; {law.test.clause} gives free repair until {until}."
            clauses: tuple[str, ...] = (law.test.clause,)
        else:
            ended = own.ends_on.isoformat() if own.ends_on else ""
            zh = f"条款 {own.test.clause}（至 {ended}）低于 {law.test.clause}（至 {until}），按后者执行。"
            en = f"Clause {own.test.clause} (until {ended}) lies below {law.test.clause} (until {until}), which holds."
            clauses = (own.test.clause, law.test.clause)
        yield Notice(code="below_floor", text=Text(zh=zh, en=en), clauses=clauses)


def overridden(exclusion: str, law: str) -> Notice:
    """An exclusion that the law does not know, on a part that the law still covers."""
    zh = f"条款 {exclusion} 不是法定免责事由，{law} 仍然适用。"
    en = f"Clause {exclusion} is no exclusion that the law knows; {law} still holds."
    return Notice(code="exclusion_below_floor", text=Text(zh=zh, en=en), clauses=(exclusion, law))

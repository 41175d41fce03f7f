"""Which statutes speak of a sale: by product, place, and the day of the invoice."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from aftersales.policy.statutes.model import Confidence, Governed, Provision, Statute, Text
from aftersales.policy.statutes.model_answer import Clause, Finding
from aftersales.policy.statutes.model_facts import RightsFacts
from aftersales.policy.statutes.rules_rungs import Verdict

NATIONAL = "CN"


class Applied(NamedTuple):
    """A statute that speaks of a unit, and what is missing to be sure of it."""

    statute: Statute
    governed: Governed
    doubt: tuple[str, ...]


def applied(facts: RightsFacts, statutes: Mapping[str, Statute]) -> list[Applied]:
    """Every statute that does or may speak of a unit."""
    found: list[Applied] = []
    for statute in statutes.values():
        governed = governed_by(statute, facts)
        doubt = None if governed is None else doubt_of(statute, facts)
        if governed is not None and doubt is not None:
            found.append(Applied(statute, governed, doubt))
    return found


def doubt_of(statute: Statute, facts: RightsFacts) -> Verdict:
    """What is missing to be sure that a statute speaks on this day and in this place; `None` if it does not."""
    time, place = _in_force(statute, facts), _in_place(statute, facts)
    return None if time is None or place is None else (*time, *place)


def governed_by(statute: Statute, facts: RightsFacts) -> Governed | None:
    """The row of a statute that is about a unit's category; one without rows is about everything."""
    if not statute.governs:
        return Governed(category=facts.category, confidence=Confidence.A)
    return next((one for one in statute.governs if one.category is facts.category), None)


def _in_force(statute: Statute, facts: RightsFacts) -> Verdict:
    """Whether a statute governs sales of the invoice's day."""
    day, effect = facts.invoice_on, statute.effect
    if day is None:
        return ("invoice_on",)
    first = effect.from_day or effect.not_before
    if (effect.until is not None and day > effect.until) or (first is not None and day < first):
        return None
    return ("statute.effective_date",) if effect.not_after is not None and day < effect.not_after else ()


def _in_place(statute: Statute, facts: RightsFacts) -> Verdict:
    if statute.jurisdiction in {NATIONAL, facts.province}:
        return ()
    return ("province",) if facts.province is None else None


def clauses(
    one: Applied,
    facts: RightsFacts,
    statutes: Mapping[str, Statute],
) -> Iterator[tuple[Provision, Clause]]:
    """A statute's provisions about a unit, then those it takes over; each as weak as its weakest figure."""
    sources = [one.statute]
    if one.statute.extends is not None:
        sources.append(statutes[one.statute.extends])
    for statute in sources:
        for provision in statute.provisions:
            if not provision.categories or facts.category in provision.categories:
                confidence = max(provision.confidence, one.governed.confidence)
                yield (
                    provision,
                    Clause(
                        statute=statute.code,
                        article=provision.article,
                        text=provision.text,
                        confidence=confidence,
                    ),
                )


def findings_of(facts: RightsFacts, found: list[Applied]) -> Iterator[Finding]:
    """What a person should look at in the facts and in the law."""
    if _runs_backwards(facts):
        yield _finding(
            "odometer_backwards",
            "里程读数倒退，取最大读数计算。",
            "The odometer runs backwards; its highest reading counts.",
        )
    if facts.is_odometer_tampered:
        yield _finding(
            "odometer_tampered",
            "里程表被改动，读数不可采信。",
            "The odometer was tampered with; its readings prove nothing.",
        )
    if facts.invoice_on is None:
        yield _finding(
            "version_unknown",
            "没有发票日期，无法确定适用哪一版法规。",
            "Without the day of the invoice nobody can say which version of the law applies.",
        )
    if not any(one.statute.governs for one in found):
        yield _finding(
            "no_statute",
            "没有收录适用于该产品和日期的三包规定。",
            "No three-guarantees rule for this product and day is on record.",
        )
    for one in found:
        effect = one.statute.effect
        if effect.from_day is None and effect.not_after is None:
            yield _finding(
                "effective_date_unknown",
                f"《{one.statute.title.zh}》的确切施行日期未收录。",
                f"The first day in force of {one.statute.title.en} is not on record.",
            )


def _runs_backwards(facts: RightsFacts) -> bool:
    """Whether a reading shows less than that of an earlier day."""
    furthest = 0
    for _, group in groupby(sorted(facts.readings, key=lambda one: one.on), key=lambda one: one.on):
        shown = [one.km for one in group]
        if min(shown) < furthest:
            return True
        furthest = max(furthest, *shown)
    return False


def _finding(code: str, zh: str, en: str) -> Finding:
    return Finding(code=code, text=Text(zh=zh, en=en))

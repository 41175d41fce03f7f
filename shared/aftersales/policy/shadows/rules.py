"""Agreement between a shadow and people: a confusion table in, what it proves out."""

from collections import defaultdict
from collections.abc import Iterable

from aftersales.policy.model_decision import Outcome
from aftersales.policy.shadows.model import Agreement, ClauseAgreement, Confusion, Shadow


def agreement(shadow: Shadow, table: Iterable[Confusion]) -> Agreement:
    """What a table proves under the shadow's own measure, clause by clause."""
    rows = tuple(table)
    by_clause: dict[str, list[Confusion]] = defaultdict(list)
    for row in rows:
        by_clause[row.clause].append(row)
    clauses = tuple(_clause(shadow, clause, by_clause[clause]) for clause in sorted(by_clause))
    spoke = [clause for clause in clauses if clause.cases]
    return Agreement(
        shadow=shadow,
        clauses=clauses,
        table=rows,
        is_proven=bool(spoke) and all(clause.is_proven for clause in spoke),
    )


def _clause(shadow: Shadow, clause: str, rows: Iterable[Confusion]) -> ClauseAgreement:
    cases = agreed = abstained = 0
    for row in rows:
        said = row.accepted + row.refused
        if row.outcome is Outcome.COVERED:
            cases, agreed = cases + said, agreed + row.accepted
        elif row.outcome is Outcome.REFUSED:
            cases, agreed = cases + said, agreed + row.refused
        else:
            abstained += said
    return ClauseAgreement(
        clause=clause,
        cases=cases,
        agreed=agreed,
        abstained=abstained,
        percent=agreed * 100 // cases if cases else None,
        is_proven=cases >= max(shadow.min_cases, 1) and agreed * 100 >= shadow.min_agreement_percent * cases,
    )

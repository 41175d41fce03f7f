"""Conditions: CEL over declared facts, checked when a policy is saved, compiled once per version."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from aftersales.policy.conditions_engine import cel
from aftersales.policy.conditions_syntax import read_condition
from aftersales.policy.conditions_tokens import ConditionFlaw, FactType, Kind
from aftersales.policy.model_decision import ClauseResult, Value
from aftersales.policy.model_returns import ReturnKind
from aftersales.policy.model_terms import FaultCause
from aftersales.policy.model_words import Finding, Proof, Subject
from aftersales.units.model import UnitUse

TEXT: Final = FactType(Kind.STRING)
NUMBER: Final = FactType(Kind.INT)
AMOUNT: Final = FactType(Kind.DOUBLE)
FLAG: Final = FactType(Kind.BOOL)
DAY: Final = FactType(Kind.DATE)

LINE_FACTS: Final[dict[str, FactType]] = {
    "unit.serial": TEXT,
    "unit.model": TEXT,
    "unit.category": TEXT,
    "unit.factory": TEXT,
    "unit.dealer": TEXT,
    "unit.sold_on": DAY,
    "unit.invoiced_on": DAY,
    "unit.delivered_on": DAY,
    "unit.installed_on": DAY,
    "unit.accepted_on": DAY,
    "unit.km": NUMBER,
    "unit.hours": NUMBER,
    "unit.subsidy_done": FLAG,
    "unit.province": TEXT,
    "unit.use": FactType(Kind.STRING, frozenset(UnitUse)),
    "unit.exchanged_on": DAY,
    "line.part_number": TEXT,
    "line.part_category": TEXT,
    "line.quantity": NUMBER,
    "line.fault_code": TEXT,
    "line.fault_text": TEXT,
    "line.human_damage": FLAG,
    "line.cause": FactType(Kind.STRING, frozenset(FaultCause)),
    "line.photos": NUMBER,
    "line.unit_price": AMOUNT,
    "line.amount": AMOUNT,
    "line.has_term": FLAG,
    "line.expired": FLAG,
    "line.days_in_use": NUMBER,
    "line.covered_until": DAY,
    "proof": FactType(Kind.STRING, frozenset(Proof)),
    "filed_on": DAY,
}
"""What an exclusion may ask about. `line.expired`, `line.has_term`, `line.days_in_use` and `line.covered_until`
come from the term that governs the line, so they are missing when its start is."""

CHAIN_FACTS: Final[dict[Subject, dict[str, FactType]]] = {
    Subject.RETURN: {
        "amount": AMOUNT,
        "lines": NUMBER,
        "open_lines": NUMBER,
        "covered_lines": NUMBER,
        "refused_lines": NUMBER,
    },
    Subject.CREDIT: {"amount": AMOUNT},
    Subject.COUNT: {"amount": AMOUNT, "lines": NUMBER},
    Subject.QUOTE: {"amount": AMOUNT, "list_amount": AMOUNT, "below_percent": AMOUNT, "tier": TEXT},
    Subject.REQUEST: {"amount": AMOUNT, "model": TEXT, "category": TEXT, "is_in_warranty": FLAG, "is_urgent": FLAG},
    Subject.JOB: {"amount": AMOUNT, "kind": TEXT, "is_in_warranty": FLAG, "changes_travel": FLAG},
    Subject.APPOINTMENT: {"is_urgent": FLAG},
    Subject.EXCHANGE: {"amount": AMOUNT, "quantity": NUMBER, "is_in_warranty": FLAG},
    Subject.COMPLAINT: {"kind": TEXT, "amount": AMOUNT, "is_ours": FLAG},
    Subject.FACTORY_RETURN: {
        "amount": AMOUNT,
        "quantity": NUMBER,
        "kind": FactType(Kind.STRING, frozenset(ReturnKind)),
        "is_in_warranty": FLAG,
        "is_guided": FLAG,
    },
    Subject.REWORK: {"amount": AMOUNT, "quantity": NUMBER, "finding": FactType(Kind.STRING, frozenset(Finding))},
    Subject.RECOVERY: {"amount": AMOUNT, "supplier": TEXT},
    Subject.REPLENISHMENT: {"amount": AMOUNT, "lines": NUMBER, "days_late": NUMBER},
    Subject.MAINTENANCE: {"amount": AMOUNT, "plan": TEXT},
    Subject.EXPENSE: {"amount": AMOUNT},
    Subject.ORDER: {"amount": AMOUNT, "paid_percent": AMOUNT, "is_project": FLAG, "is_urgent": FLAG, "on_credit": FLAG},
}
"""What the condition of an approval chain may ask about, by subject."""

GATE_FACTS: Final[dict[str, FactType]] = {
    "amount": AMOUNT,
    "finding": FactType(Kind.STRING, frozenset(Finding)),
    "is_in_warranty": FLAG,
    "is_project": FLAG,
    "is_quoted": FLAG,
}
"""What the condition of a payment gate may ask about."""

LIABILITY_FACTS: Final[dict[str, FactType]] = {
    "amount": AMOUNT,
    "finding": FactType(Kind.STRING, frozenset(Finding)),
    "category": TEXT,
    "process": TEXT,
}
"""What the condition of a split of losses may ask about."""

DOSSIER_FACTS: Final[dict[str, FactType]] = {
    "is_solved_remotely": FLAG,
    "is_upkeep": FLAG,
    "is_advised": FLAG,
    "is_booked": FLAG,
    "is_claim": FLAG,
    "has_parts": FLAG,
}
"""What the condition of a paper in a dossier may ask about."""


class Tested(NamedTuple):
    """What a condition gave on some facts: the facts it saw, and those it lacked."""

    result: ClauseResult
    inputs: dict[str, Value]
    needs: tuple[str, ...]


class Condition:
    """A compiled condition; facts reach the program under flat names, which the library looks up fastest."""

    __slots__ = ("_names", "_program", "facts", "source", "steps")

    def __init__(self, source: str, facts: Mapping[str, FactType]) -> None:
        """Compile a condition or raise ConditionFlaw with the column of what is wrong."""
        references, self.steps = read_condition(source, facts)
        flat, position = "", 0
        for reference in references:
            flat += source[position : reference.start] + _flat(reference.fact)
            position = reference.end
        self.source = source
        self.facts = tuple(dict.fromkeys(reference.fact for reference in references))
        self._names = tuple((fact, _flat(fact)) for fact in self.facts)
        try:
            self._program = cel.compile(flat + source[position:])
        except ValueError as error:
            raise ConditionFlaw("condition_syntax", 0, "条件无法编译。", "it does not compile.") from error

    def test(self, facts: Mapping[str, Value]) -> Tested:
        """Ask the question of some facts; one that cannot be answered without a missing fact says which."""
        context = {name: facts[fact] for fact, name in self._names if fact in facts}
        inputs = {fact: facts[fact] for fact in self.facts if fact in facts}
        try:
            holds = self._program.execute(context)
        except (RuntimeError, ArithmeticError, ValueError, TypeError):
            missing = tuple(fact for fact in self.facts if fact not in facts)
            return Tested(ClauseResult.UNKNOWN if missing else ClauseResult.FAILED, inputs, missing)
        return Tested(ClauseResult.APPLIES if holds else ClauseResult.DOES_NOT_APPLY, inputs, ())


def _flat(fact: str) -> str:
    """The name under which a fact reaches the program."""
    return f"f__{fact.replace('.', '__')}"

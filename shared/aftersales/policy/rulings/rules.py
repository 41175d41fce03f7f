"""Whose authority reaches how far; pure."""

from collections.abc import Collection
from decimal import Decimal

from aftersales.kernel.access import Role
from aftersales.kernel.money import Money
from aftersales.policy.model_decision import LineFacts, Outcome
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_rights import Override, Ruled
from aftersales.policy.rules_coverage import fit
from aftersales.policy.rules_lines import amount_of
from aftersales.policy.rulings.errors import RulingIdle, RulingNotForeseen, RulingNotYours, RulingTooMuch


def authority_for(
    document: PolicyDocument, line: LineFacts, standing: Outcome | Ruled, ruled: Ruled, roles: Collection[Role]
) -> Override:
    """The clause that lets somebody with these roles rule so on a line, or a refusal that says which would."""
    if standing.value == ruled.value:
        raise RulingIdle(ruled=ruled.value)
    foreseen = [one for one in document.overrides if ruled in one.to and _fits(one, line)]
    if not foreseen:
        raise RulingNotForeseen(ruled=ruled.value, pointer="/ruled")
    held = [one for one in foreseen if set(one.roles) & set(roles)]
    if not held:
        raise RulingNotYours(clause=foreseen[0].clause, roles=", ".join(foreseen[0].roles))
    amount = _amount(line, document.currency)
    for one in held:
        if one.up_to is None or (amount is not None and amount <= one.up_to):
            return one
    most = max(one.up_to for one in held if one.up_to is not None)
    raise RulingTooMuch(clause=held[0].clause, most=Money(most, document.currency))


def _fits(one: Override, line: LineFacts) -> bool:
    fits = fit(one.products, line.unit.model, line.unit.category)
    return fits is not None and fits.needs is None


def _amount(line: LineFacts, currency: str) -> Decimal | None:
    """What a line is worth in the policy's currency; one in a foreign currency is not known in ours."""
    price = line.unit_price
    return None if price is None or price.currency != currency else amount_of(line)

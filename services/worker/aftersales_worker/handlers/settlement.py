"""Money that follows a settled return: the dealer is credited once for each line."""

from aftersales.claims.events import ReturnSettled
from aftersales.finance import service as finance
from aftersales.finance.model import LineRef
from aftersales.kernel.ids import derived_id
from aftersales.kernel.money import zero
from aftersales.kernel.tx import Tx
from aftersales.platform.model import Fleet
from aftersales_worker.subscriptions import on


@on(ReturnSettled, name="finance.credit_settled_return", fleet=Fleet.MONEY)
async def credit_settled_return(tx: Tx, fact: ReturnSettled) -> None:
    """Credit the dealer for the lines that were disposed as credit; each line's value is paid once [S17-R02]."""
    if not fact.credits:
        return
    amount = sum((one.amount for one in fact.credits), zero(fact.credits[0].amount.currency))
    await finance.credit_dealer(
        tx,
        dealer_id=fact.dealer_id,
        amount=amount,
        cause_kind="return_settled",
        cause_id=fact.return_id,
        memo=f"退货单 {fact.number} 鉴定后贷记 · credited after inspection",
        line_refs=tuple(
            LineRef(
                line_id=derived_id("return_line", fact.return_id, one.line),
                amount=one.amount,
                text=f"{one.part_number} {one.part_name}",
                quantity=one.quantity,
            )
            for one in fact.credits
        ),
    )

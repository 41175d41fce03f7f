"""What workers do for shadows: when people have decided a return, whatever decides silently decides it too."""

from aftersales.claims.events import ReturnApproved, ReturnFact, ReturnRefused
from aftersales.claims.returns import service as returns
from aftersales.kernel.tx import Tx
from aftersales.platform.model import Fleet
from aftersales.policy.model import Outcome
from aftersales.policy.shadows import service as shadows
from aftersales.policy.shadows.model import Answer
from aftersales_worker.subscriptions import on


@on(ReturnApproved, ReturnRefused, name="policy.follow_people", fleet=Fleet.BULK)
async def follow_people(tx: Tx, fact: ReturnFact) -> None:
    """Compare on the lines that stood before people; what the policy decided by itself they never saw."""
    if (isinstance(fact, ReturnApproved) and fact.automatic) or not await shadows.is_any_running(tx):
        return
    _, lines = await returns.shown(tx, fact.return_id)
    answers = [
        Answer(line=str(line.line), is_accepted=line.accepted) for line in lines if line.outcome is not Outcome.REFUSED
    ]
    await shadows.follow(tx, fact.return_id, answers)

"""What a period's returns come to, in one answer."""

from datetime import date
from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter

from aftersales.claims.figures import service as figures
from aftersales.claims.figures.model import ReturnFigures
from aftersales_api.deps import InTx

First = Annotated[date, QueryParameter(name="from", description="The first day, where the brand is.")]
Last = Annotated[date, QueryParameter(name="to", description="The last day, at most three years later.")]


@get("/return-figures", operation_id="read_return_figures")
async def read_return_figures(tx: InTx, first_day: First, last_day: Last) -> ReturnFigures:
    """A period's returns by outcome, clause, model, part and dealer, what they cost, and how time limits were kept."""
    return await figures.read(tx, first_day, last_day)


router = Router("/v1", route_handlers=[read_return_figures], tags=["returns"])

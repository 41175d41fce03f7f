"""The one query behind the figures: every grouping of a period's lines at once, whatever the rows."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from aftersales.claims.figures.model import MOST_ROWS
from aftersales.kernel.tx import Tx, as_row

_FIGURES: Final = """
WITH lines AS (
  SELECT r.id, r.currency, r.dealer_id::text AS dealer, r.dealer_name, r.dealer_name_en, l.outcome, l.clause,
         l.clause_text ->> 'zh' AS clause_zh, l.clause_text ->> 'en' AS clause_en,
         coalesce(l.model_code, '') AS model, l.part_number AS part, l.part_name, l.part_name_en,
         l.accepted, l.quantity,
         CASE WHEN l.settled_at IS NULL THEN 0
              WHEN l.disposition = 'credit' THEN coalesce(l.credit_minor, 0)
              WHEN l.disposition = 'replace' THEN coalesce(l.unit_price_minor, 0)
                * greatest(0, least(l.quantity, coalesce(l.received_quantity, 0) - coalesce(l.wrong_quantity, 0)))
              ELSE 0 END AS cost
  FROM returns r
  JOIN return_lines l ON l.tenant_id = r.tenant_id AND l.return_id = r.id
  WHERE r.tenant_id = $1 AND r.filed_at >= $2 AND r.filed_at < $3
), grouped AS (
  SELECT CASE WHEN grouping(outcome) = 0 THEN 'outcome' WHEN grouping(clause) = 0 THEN 'clause'
              WHEN grouping(model) = 0 THEN 'model' WHEN grouping(part) = 0 THEN 'part'
              WHEN grouping(dealer) = 0 THEN 'dealer' ELSE 'total' END AS kind,
         coalesce(outcome, clause, model, part, dealer, '') AS key, currency,
         CASE WHEN grouping(clause) = 0 THEN max(clause_zh) WHEN grouping(part) = 0 THEN max(part_name)
              WHEN grouping(dealer) = 0 THEN max(dealer_name) ELSE '' END AS name,
         CASE WHEN grouping(clause) = 0 THEN max(clause_en) WHEN grouping(part) = 0 THEN max(part_name_en)
              WHEN grouping(dealer) = 0 THEN max(dealer_name_en) ELSE '' END AS name_en,
         count(DISTINCT id) AS returns, count(*) AS lines, count(*) FILTER (WHERE accepted) AS accepted,
         sum(quantity) AS pieces, sum(cost)::bigint AS cost_minor
  FROM lines
  GROUP BY GROUPING SETS
    ((currency), (currency, outcome), (currency, clause), (currency, model), (currency, part), (currency, dealer))
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY kind ORDER BY cost_minor DESC, lines DESC, key, currency) AS place
  FROM grouped
)
SELECT kind, key, currency, coalesce(name, '') AS name, coalesce(name_en, '') AS name_en,
       returns, lines, accepted, pieces, cost_minor
FROM ranked WHERE place <= $4 ORDER BY kind, place
"""


class FigureRow(Struct, frozen=True, kw_only=True):
    """One group of lines, in one currency."""

    kind: str
    key: str
    currency: str
    name: str
    name_en: str
    returns: int
    lines: int
    accepted: int
    pieces: int
    cost_minor: int


async def figures(tx: Tx, since: datetime, until: datetime) -> list[FigureRow]:
    """The groups of every kind, the costliest of each first."""
    records = await tx.fetch(_FIGURES, tx.tenant_id, since, until, MOST_ROWS)
    return [as_row(one, FigureRow) for one in records]

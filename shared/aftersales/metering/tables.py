"""Rows of metering: events that only grow, the roll-ups they add up to, and who was seen when."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, text

from aftersales.kernel.tables import OPERATOR_ROLE, Wall, definer, instant_column, tenant_table, uuid_column
from aftersales.metering.statements import CORRECT, FLUSH


def _meter_columns() -> tuple[Column[str], Column[str]]:
    return (
        Column("meter", String(40), nullable=False),
        Column("dimension", String(40), nullable=False, server_default=""),
    )


usage_events = tenant_table(
    "usage_events",
    *_meter_columns(),
    Column("quantity", BigInteger, nullable=False),
    instant_column("occurred_at"),
    Column("month", Date, nullable=False),
    Column("cause_kind", String(12), nullable=False),
    uuid_column("cause_id"),
    uuid_column("corrects", nullable=True),
    Column("reason", String(400), nullable=False, server_default=""),
    instant_column("recorded_at", now=True),
    Index("ix_usage_events_meter", "tenant_id", "meter", "occurred_at", "id"),
    Index("ix_usage_events_corrects", "tenant_id", "corrects", postgresql_where=text("corrects IS NOT NULL")),
    wall=Wall.CLOSED,
    app_grants="select, insert",
)

usage_hours = tenant_table(
    "usage_hours",
    *_meter_columns(),
    instant_column("hour"),
    Column("quantity", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    wall=Wall.CLOSED,
    key=("meter", "dimension", "hour"),
    app_grants="select, insert, update",
)

usage_months = tenant_table(
    "usage_months",
    *_meter_columns(),
    Column("month", Date, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    wall=Wall.CLOSED,
    key=("meter", "dimension", "month"),
    app_grants="select, insert, update",
)

usage_people_hours = tenant_table(
    "usage_people_hours",
    instant_column("hour"),
    uuid_column("person_id"),
    wall=Wall.CLOSED,
    key=("hour", "person_id"),
    app_grants="select, delete",
)

usage_people_months = tenant_table(
    "usage_people_months",
    Column("month", Date, nullable=False),
    uuid_column("person_id"),
    wall=Wall.CLOSED,
    key=("month", "person_id"),
    app_grants="select",
)

definer(
    "flush_usage(batch uuid, event_ids uuid[], call_tenants uuid[], call_outcomes text[], call_counts bigint[], "
    "call_instants timestamptz[], visit_tenants uuid[], visit_people uuid[], visit_instants timestamptz[]) "
    "RETURNS integer",
    FLUSH,
    grants=(
        "select, insert ON usage_events, usage_people_hours, usage_people_months",
        "select, insert, update ON usage_hours, usage_months",
    ),
)

definer(
    "correct_usage(operator uuid, of_tenant uuid, of_event uuid, correction uuid, taken bigint, why varchar) "
    "RETURNS bigint",
    CORRECT,
    grants=("select, insert ON operator_acts",),
    role=OPERATOR_ROLE,
)

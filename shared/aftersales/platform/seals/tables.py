"""Rows of seals; they are written once and never changed."""

from sqlalchemy import Column, Date, Integer, SmallInteger, String

from aftersales.kernel.tables import Wall, instant_column, tenant_table

fact_seals = tenant_table(
    "fact_seals",
    Column("day", Date, nullable=False),
    Column("facts", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key_id", SmallInteger, nullable=False),
    instant_column("sealed_at"),
    wall=Wall.CLOSED,
    key=("day",),
    app_grants="select, insert",
)

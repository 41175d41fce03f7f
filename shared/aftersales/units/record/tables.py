"""Rows of a unit's record; a dealer sees those of the units that it sold."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, String

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    json_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

unit_repairs = tenant_table(
    "unit_repairs",
    uuid_column("unit_id"),
    uuid_column("dealer_id"),
    instant_column("brought_in_at"),
    instant_column("returned_at", nullable=True),
    Column("fault", String(64), nullable=False),
    Column("is_safety_fault", Boolean),
    Column("is_loaner_given", Boolean),
    json_column("replaced", default="[]"),
    json_column("waiting_for_parts", default="[]"),
    json_column("excluded", default="[]"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_ref("unit_id", "units"),
    CheckConstraint("returned_at >= brought_in_at", name="ends_after_it_begins"),
    Index("ix_unit_repairs_unit", "tenant_id", "unit_id", "brought_in_at"),
    wall=Wall.OWN,
)

unit_readings = tenant_table(
    "unit_readings",
    uuid_column("unit_id"),
    uuid_column("dealer_id"),
    Column("read_on", Date, nullable=False),
    Column("km", Integer),
    Column("hours", Integer),
    instant_column("created_at", now=True),
    tenant_ref("unit_id", "units"),
    CheckConstraint("coalesce(km, hours) IS NOT NULL", name="says_something"),
    CheckConstraint("km >= 0 AND hours >= 0", name="not_negative"),
    Index("ix_unit_readings_unit", "tenant_id", "unit_id", "read_on"),
    wall=Wall.OWN,
)

unit_stops = tenant_table(
    "unit_stops",
    uuid_column("unit_id"),
    uuid_column("dealer_id"),
    Column("kind", String(20), nullable=False),
    instant_column("starts_at"),
    instant_column("ends_at", nullable=True),
    instant_column("created_at", now=True),
    tenant_ref("unit_id", "units"),
    CheckConstraint("ends_at >= starts_at", name="ends_after_it_begins"),
    Index("ix_unit_stops_unit", "tenant_id", "unit_id", "starts_at"),
    wall=Wall.OWN,
)

unit_cards = tenant_table(
    "unit_cards",
    uuid_column("unit_id"),
    uuid_column("dealer_id"),
    Column("number", String(64), nullable=False),
    Column("code", String(40), nullable=False),
    Column("purchased_on", Date, nullable=False),
    instant_column("created_at", now=True),
    tenant_unique("number"),
    tenant_ref("unit_id", "units"),
    Index("ix_unit_cards_unit", "tenant_id", "unit_id"),
    wall=Wall.OWN,
)

"""Rows of replays: what was run, how far it is, what it found."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from aftersales.kernel.tables import (
    Wall,
    currency_column,
    instant_column,
    json_column,
    minor_column,
    tenant_ref,
    tenant_table,
    uuid_column,
)

policy_replays = tenant_table(
    "policy_replays",
    uuid_column("policy_version_id"),
    Column("document", LargeBinary, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    json_column("wanted"),
    Column("state", String(12), nullable=False),
    uuid_column("job_id"),
    Column("total", Integer, nullable=False),
    uuid_column("reached", nullable=True),
    json_column("report"),
    uuid_column("created_by"),
    instant_column("created_at"),
    instant_column("finished_at", nullable=True),
    tenant_ref("policy_version_id", "policy_versions"),
    Index("ix_policy_replays_version", "tenant_id", "policy_version_id", "id"),
    Index("ix_policy_replays_fingerprint", "tenant_id", "fingerprint", "id"),
    wall=Wall.CLOSED,
    app_grants="select, insert, update",
)

policy_replay_flips = tenant_table(
    "policy_replay_flips",
    uuid_column("replay_id"),
    uuid_column("decision_id"),
    Column("line", String(64), nullable=False),
    Column("subject_kind", String(40), nullable=False),
    uuid_column("subject_id"),
    uuid_column("dealer_id", nullable=True),
    instant_column("decided_at"),
    Column("direction", String(16), nullable=False),
    Column("before", String(12), nullable=False),
    Column("after", String(12), nullable=False),
    Column("clause_before", String(64), nullable=False),
    Column("clause_after", String(64), nullable=False),
    minor_column("credit_before_minor", nullable=True),
    minor_column("credit_after_minor", nullable=True),
    currency_column(),
    json_column("needs"),
    tenant_ref("replay_id", "policy_replays", ondelete="CASCADE"),
    tenant_ref("decision_id", "policy_decisions"),
    Index("ix_policy_replay_flips_dealer", "tenant_id", "replay_id", "dealer_id", "decision_id", "line"),
    Index("ix_policy_replay_flips_direction", "tenant_id", "replay_id", "direction", "decision_id", "line"),
    wall=Wall.CLOSED,
    key=("replay_id", "decision_id", "line"),
    app_grants="select, insert",
)

"""The first schema: tables, walls, powers and functions, as SQL that never changes again."""

from typing import Final

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS: Final = (
    """CREATE TABLE catalog_parts (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number VARCHAR(40) COLLATE "C" NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) DEFAULT '' NOT NULL,
    category VARCHAR(40) DEFAULT '' NOT NULL,
    unit_price_minor BIGINT,
    currency VARCHAR(3),
    state VARCHAR(16) DEFAULT 'active' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_catalog_parts PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_catalog_parts_tenant_id_number UNIQUE (tenant_id, number),
    CONSTRAINT ck_catalog_parts_price_has_currency CHECK ((unit_price_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT ck_catalog_parts_price_not_negative CHECK (unit_price_minor >= 0)
)""",
    """CREATE INDEX ix_catalog_parts_category ON catalog_parts (tenant_id, category, number)""",
    """CREATE TABLE files (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    purpose VARCHAR(16) NOT NULL,
    name VARCHAR(160) NOT NULL,
    content_type VARCHAR(100) NOT NULL,
    length BIGINT NOT NULL,
    sha256 VARCHAR(64),
    width INTEGER,
    height INTEGER,
    state VARCHAR(12) DEFAULT 'pending' NOT NULL,
    refusal JSONB,
    uploaded_by UUID NOT NULL,
    dealer_id UUID,
    subject_kind VARCHAR(40),
    subject_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_files PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_files_ready_is_proven CHECK (state <> 'ready' OR sha256 IS NOT NULL)
)""",
    """CREATE INDEX ix_files_subject ON files (tenant_id, subject_id) WHERE subject_id IS NOT NULL""",
    """CREATE TABLE documents (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind VARCHAR(24) NOT NULL,
    number VARCHAR(64) NOT NULL,
    subject_kind VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    dealer_id UUID,
    cause_id UUID NOT NULL,
    state VARCHAR(12) DEFAULT 'requested' NOT NULL,
    language VARCHAR(8) NOT NULL,
    template_version SMALLINT NOT NULL,
    policy_version VARCHAR(64) NOT NULL,
    contents BYTEA NOT NULL,
    paper_hash BYTEA NOT NULL,
    code VARCHAR(216) NOT NULL,
    object_key VARCHAR(200),
    pdf_sha256 VARCHAR(64),
    length BIGINT,
    pages INTEGER,
    requested_by UUID NOT NULL,
    requested_by_name VARCHAR(200) NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    supersedes UUID,
    superseded_by UUID,
    superseded_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revocation_reason VARCHAR(500),
    failure VARCHAR(80),
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_documents PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_documents_tenant_id_kind_number UNIQUE (tenant_id, kind, number),
    CONSTRAINT uq_documents_tenant_id_cause_id_kind UNIQUE (tenant_id, cause_id, kind),
    CONSTRAINT fk_documents_tenant_id_supersedes FOREIGN KEY(tenant_id, supersedes) REFERENCES documents (tenant_id, id),
    CONSTRAINT ck_documents_ready_has_a_file CHECK (state <> 'ready' OR (object_key IS NOT NULL AND pdf_sha256 IS NOT NULL AND length > 0 AND pages > 0)),
    CONSTRAINT ck_documents_revoked_says_when CHECK ((state = 'revoked') = (revoked_at IS NOT NULL))
)""",
    """CREATE INDEX ix_documents_subject ON documents (tenant_id, subject_id, kind, id)""",
    """CREATE UNIQUE INDEX uq_documents_current ON documents (tenant_id, subject_id, kind) WHERE state IN ('requested', 'ready', 'failed')""",
    """CREATE INDEX ix_documents_dealer ON documents (tenant_id, dealer_id, id) WHERE dealer_id IS NOT NULL""",
    """CREATE TABLE document_numbers (
    tenant_id UUID NOT NULL,
    kind VARCHAR(24) NOT NULL,
    year SMALLINT NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_document_numbers PRIMARY KEY (tenant_id, kind, year)
)""",
    """CREATE TABLE letterheads (
    tenant_id UUID NOT NULL,
    stamp VARCHAR(40) DEFAULT '' NOT NULL,
    logo BYTEA,
    logo_file_id UUID,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_letterheads PRIMARY KEY (tenant_id)
)""",
    """CREATE TABLE credit_series (
    tenant_id UUID NOT NULL,
    series VARCHAR(8) NOT NULL,
    year SMALLINT NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_credit_series PRIMARY KEY (tenant_id, series, year)
)""",
    """CREATE TABLE usage_events (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    meter VARCHAR(40) NOT NULL,
    dimension VARCHAR(40) DEFAULT '' NOT NULL,
    quantity BIGINT NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    month DATE NOT NULL,
    cause_kind VARCHAR(12) NOT NULL,
    cause_id UUID NOT NULL,
    corrects UUID,
    reason VARCHAR(400) DEFAULT '' NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_usage_events PRIMARY KEY (tenant_id, id)
)""",
    """CREATE INDEX ix_usage_events_corrects ON usage_events (tenant_id, corrects) WHERE corrects IS NOT NULL""",
    """CREATE INDEX ix_usage_events_meter ON usage_events (tenant_id, meter, occurred_at, id)""",
    """CREATE TABLE usage_hours (
    tenant_id UUID NOT NULL,
    meter VARCHAR(40) NOT NULL,
    dimension VARCHAR(40) DEFAULT '' NOT NULL,
    hour TIMESTAMP WITH TIME ZONE NOT NULL,
    quantity BIGINT NOT NULL,
    events INTEGER NOT NULL,
    CONSTRAINT pk_usage_hours PRIMARY KEY (tenant_id, meter, dimension, hour)
)""",
    """CREATE TABLE usage_months (
    tenant_id UUID NOT NULL,
    meter VARCHAR(40) NOT NULL,
    dimension VARCHAR(40) DEFAULT '' NOT NULL,
    month DATE NOT NULL,
    quantity BIGINT NOT NULL,
    events INTEGER NOT NULL,
    CONSTRAINT pk_usage_months PRIMARY KEY (tenant_id, meter, dimension, month)
)""",
    """CREATE TABLE usage_people_hours (
    tenant_id UUID NOT NULL,
    hour TIMESTAMP WITH TIME ZONE NOT NULL,
    person_id UUID NOT NULL,
    CONSTRAINT pk_usage_people_hours PRIMARY KEY (tenant_id, hour, person_id)
)""",
    """CREATE TABLE usage_people_months (
    tenant_id UUID NOT NULL,
    month DATE NOT NULL,
    person_id UUID NOT NULL,
    CONSTRAINT pk_usage_people_months PRIMARY KEY (tenant_id, month, person_id)
)""",
    """CREATE TABLE messages (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    cause_id UUID NOT NULL,
    recipient_key VARCHAR(254) NOT NULL,
    channel VARCHAR(8) NOT NULL,
    template VARCHAR(40) NOT NULL,
    person_id UUID,
    recipient_name VARCHAR(200) NOT NULL,
    address VARCHAR(254) NOT NULL,
    dealer_id UUID,
    locale VARCHAR(8) NOT NULL,
    subject VARCHAR(200) NOT NULL,
    body TEXT NOT NULL,
    link VARCHAR(2000),
    by_phone BOOLEAN DEFAULT false NOT NULL,
    is_confidential BOOLEAN DEFAULT false NOT NULL,
    state VARCHAR(12) NOT NULL,
    tries INTEGER DEFAULT 0 NOT NULL,
    round INTEGER DEFAULT 1 NOT NULL,
    answer VARCHAR(500) DEFAULT '' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    handed_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    read_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_messages_tenant_id_cause_id_recipient_key_channel_template UNIQUE (tenant_id, cause_id, recipient_key, channel, template)
)""",
    """CREATE INDEX ix_messages_inbox ON messages (tenant_id, person_id, id) WHERE channel = 'inbox'""",
    """CREATE INDEX ix_messages_person ON messages (tenant_id, person_id, id)""",
    """CREATE INDEX ix_messages_state ON messages (tenant_id, state, id)""",
    """CREATE INDEX ix_messages_unread ON messages (tenant_id, person_id, id) WHERE channel = 'inbox' AND state = 'sent'""",
    """CREATE TABLE message_preferences (
    tenant_id UUID NOT NULL,
    person_id UUID NOT NULL,
    template VARCHAR(40) NOT NULL,
    mail BOOLEAN NOT NULL,
    dealer_id UUID,
    CONSTRAINT pk_message_preferences PRIMARY KEY (tenant_id, person_id, template)
)""",
    """CREATE TABLE count_schedules (
    tenant_id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    policy_version_id UUID NOT NULL,
    CONSTRAINT pk_count_schedules PRIMARY KEY (tenant_id, code)
)""",
    """CREATE TABLE stock_transactions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    cause_kind VARCHAR(40) NOT NULL,
    cause_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_kind VARCHAR(16) NOT NULL,
    actor_id UUID NOT NULL,
    actor_name VARCHAR(200) NOT NULL,
    memo VARCHAR(400) DEFAULT '' NOT NULL,
    dealer_id UUID,
    CONSTRAINT pk_stock_transactions PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_stock_transactions_tenant_id_cause_id_cause_kind UNIQUE (tenant_id, cause_id, cause_kind)
)""",
    """CREATE INDEX ix_stock_transactions_kind ON stock_transactions (tenant_id, cause_kind, id)""",
    """CREATE TABLE stock_entries (
    tenant_id UUID NOT NULL,
    location_id UUID NOT NULL,
    part_id UUID NOT NULL,
    position BIGINT NOT NULL,
    transaction_id UUID NOT NULL,
    dealer_id UUID,
    quantity BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stock_entries PRIMARY KEY (tenant_id, location_id, part_id, position),
    CONSTRAINT ck_stock_entries_moves CHECK (quantity <> 0)
)""",
    """CREATE INDEX ix_stock_entries_transaction ON stock_entries (tenant_id, transaction_id)""",
    """CREATE TABLE fact_seals (
    tenant_id UUID NOT NULL,
    day DATE NOT NULL,
    facts INTEGER NOT NULL,
    root VARCHAR(64) NOT NULL,
    previous VARCHAR(64) NOT NULL,
    signature VARCHAR(128) NOT NULL,
    key_id SMALLINT NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fact_seals PRIMARY KEY (tenant_id, day)
)""",
    """CREATE TABLE facts (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name VARCHAR(80) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    subject_kind VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    actor_kind VARCHAR(16) NOT NULL,
    actor_id UUID NOT NULL,
    actor_name VARCHAR(200) NOT NULL,
    dealer_id UUID,
    request_id VARCHAR(64) DEFAULT '' NOT NULL,
    payload JSONB NOT NULL,
    CONSTRAINT pk_facts PRIMARY KEY (tenant_id, id)
)""",
    """CREATE INDEX ix_facts_at ON facts (tenant_id, at)""",
    """CREATE INDEX ix_facts_subject ON facts (tenant_id, subject_id, id)""",
    """CREATE TABLE fact_outbox (
    tenant_id UUID NOT NULL,
    fact_id UUID NOT NULL,
    CONSTRAINT pk_fact_outbox PRIMARY KEY (tenant_id, fact_id)
)""",
    """CREATE INDEX ix_fact_outbox_order ON fact_outbox (fact_id)""",
    """CREATE TABLE deliveries (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    cause_id UUID NOT NULL,
    fact_id UUID,
    handler VARCHAR(80) NOT NULL,
    fleet VARCHAR(16) NOT NULL,
    state VARCHAR(12) DEFAULT 'waiting' NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    lease_until TIMESTAMP WITH TIME ZONE,
    attempt INTEGER DEFAULT 0 NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    losses INTEGER DEFAULT 0 NOT NULL,
    last_error TEXT,
    payload JSONB,
    dealer_id UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_deliveries PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_deliveries_tenant_id_cause_id_handler UNIQUE (tenant_id, cause_id, handler)
)""",
    """CREATE INDEX ix_deliveries_turn ON deliveries (fleet, tenant_id, due_at, id) WHERE state = 'waiting'""",
    """CREATE INDEX ix_deliveries_dead ON deliveries (tenant_id, id) WHERE state = 'dead'""",
    """CREATE INDEX ix_deliveries_lease ON deliveries (lease_until) WHERE state IN ('queued', 'running')""",
    """CREATE INDEX ix_deliveries_finished ON deliveries (finished_at) WHERE finished_at IS NOT NULL""",
    """CREATE TABLE schedules (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    subject_id UUID NOT NULL,
    handler VARCHAR(80) NOT NULL,
    fleet VARCHAR(16) NOT NULL,
    rule VARCHAR(400) NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_due_at TIMESTAMP WITH TIME ZONE,
    payload JSONB NOT NULL,
    CONSTRAINT pk_schedules PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_schedules_tenant_id_subject_id_handler UNIQUE (tenant_id, subject_id, handler)
)""",
    """CREATE INDEX ix_schedules_due ON schedules (next_due_at) WHERE next_due_at IS NOT NULL""",
    """CREATE TABLE idempotency_keys (
    tenant_id UUID NOT NULL,
    caller_id UUID NOT NULL,
    key VARCHAR(255) NOT NULL,
    dealer_id UUID,
    request_hash BYTEA NOT NULL,
    status SMALLINT,
    headers JSONB,
    body BYTEA,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (tenant_id, caller_id, key)
)""",
    """CREATE INDEX ix_idempotency_keys_created_at ON idempotency_keys (created_at)""",
    """CREATE TABLE jobs (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind VARCHAR(40) NOT NULL,
    state VARCHAR(12) DEFAULT 'waiting' NOT NULL,
    total INTEGER DEFAULT 0 NOT NULL,
    done INTEGER DEFAULT 0 NOT NULL,
    counts JSONB DEFAULT '{}' NOT NULL,
    input JSONB NOT NULL,
    error JSONB,
    created_by UUID NOT NULL,
    dealer_id UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_jobs PRIMARY KEY (tenant_id, id)
)""",
    """CREATE INDEX ix_jobs_kind ON jobs (tenant_id, kind, id)""",
    """CREATE TABLE webhook_endpoints (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    url VARCHAR(2000) NOT NULL,
    description VARCHAR(200) DEFAULT '' NOT NULL,
    events VARCHAR(80)[] NOT NULL,
    secret BYTEA NOT NULL,
    former_secret BYTEA,
    former_secret_until TIMESTAMP WITH TIME ZONE,
    state VARCHAR(12) DEFAULT 'active' NOT NULL,
    disabled_reason VARCHAR(12),
    disabled_at TIMESTAMP WITH TIME ZONE,
    failing_since TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_webhook_endpoints PRIMARY KEY (tenant_id, id)
)""",
    """CREATE TABLE approval_delegations (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    grantor_id UUID NOT NULL,
    delegate_id UUID NOT NULL,
    role VARCHAR(40) NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_approval_delegations PRIMARY KEY (tenant_id, id)
)""",
    """CREATE INDEX ix_approval_delegations_grantor ON approval_delegations (tenant_id, grantor_id, ends_at)""",
    """CREATE INDEX ix_approval_delegations_delegate ON approval_delegations (tenant_id, delegate_id, ends_at)""",
    """CREATE TABLE policy_versions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number INTEGER NOT NULL,
    state VARCHAR(12) NOT NULL,
    name VARCHAR(200) NOT NULL,
    document BYTEA NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    effective_at TIMESTAMP WITH TIME ZONE,
    published_at TIMESTAMP WITH TIME ZONE,
    published_by UUID,
    created_by UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_policy_versions PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_policy_versions_tenant_id_number UNIQUE (tenant_id, number)
)""",
    """CREATE INDEX ix_policy_versions_effective ON policy_versions (tenant_id, state, effective_at)""",
    """CREATE TABLE tenants (
    id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) DEFAULT '' NOT NULL,
    state VARCHAR(12) DEFAULT 'active' NOT NULL,
    locale VARCHAR(8) DEFAULT 'zh' NOT NULL,
    time_zone VARCHAR(64) DEFAULT 'Asia/Shanghai' NOT NULL,
    currency VARCHAR(3) DEFAULT 'CNY' NOT NULL,
    address VARCHAR(400) DEFAULT '' NOT NULL,
    phone VARCHAR(40) DEFAULT '' NOT NULL,
    weight INTEGER DEFAULT 1 NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tenants PRIMARY KEY (id),
    CONSTRAINT uq_tenants_code UNIQUE (code)
)""",
    """CREATE TABLE people (
    id UUID NOT NULL,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(200) NOT NULL,
    phone VARCHAR(40) DEFAULT '' NOT NULL,
    locale VARCHAR(8) DEFAULT 'zh' NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT uq_people_email UNIQUE (email)
)""",
    """CREATE TABLE operators (
    id UUID NOT NULL,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(200) NOT NULL,
    state VARCHAR(12) DEFAULT 'active' NOT NULL,
    key_hash BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_operators PRIMARY KEY (id),
    CONSTRAINT uq_operators_email UNIQUE (email),
    CONSTRAINT uq_operators_key_hash UNIQUE (key_hash)
)""",
    """CREATE TABLE operator_acts (
    id UUID NOT NULL,
    operator_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    act VARCHAR(80) NOT NULL,
    tenant_id UUID,
    details JSONB NOT NULL,
    CONSTRAINT pk_operator_acts PRIMARY KEY (id)
)""",
    """CREATE INDEX ix_operator_acts_at ON operator_acts (at, id)""",
    """CREATE TABLE organisations (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    dealer_id UUID,
    kind VARCHAR(16) NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) DEFAULT '' NOT NULL,
    province VARCHAR(40) DEFAULT '' NOT NULL,
    city VARCHAR(40) DEFAULT '' NOT NULL,
    address VARCHAR(400) DEFAULT '' NOT NULL,
    consignee VARCHAR(100) DEFAULT '' NOT NULL,
    contact_name VARCHAR(100) DEFAULT '' NOT NULL,
    phone VARCHAR(40) DEFAULT '' NOT NULL,
    email VARCHAR(254) DEFAULT '' NOT NULL,
    state VARCHAR(12) DEFAULT 'active' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_organisations PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_organisations_tenant_id_code UNIQUE (tenant_id, code)
)""",
    """CREATE INDEX ix_organisations_kind ON organisations (tenant_id, kind, code)""",
    """CREATE TABLE product_models (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code VARCHAR(40) COLLATE "C" NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) DEFAULT '' NOT NULL,
    category VARCHAR(40) DEFAULT '' NOT NULL,
    factory_id UUID NOT NULL,
    state VARCHAR(16) DEFAULT 'active' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_product_models PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_product_models_tenant_id_code UNIQUE (tenant_id, code),
    CONSTRAINT fk_product_models_tenant_id_factory_id FOREIGN KEY(tenant_id, factory_id) REFERENCES organisations (tenant_id, id)
)""",
    """CREATE INDEX ix_product_models_factory ON product_models (tenant_id, factory_id)""",
    """CREATE TABLE shipments (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    factory_id UUID NOT NULL,
    carrier VARCHAR(100) NOT NULL,
    waybill VARCHAR(64) NOT NULL,
    shipped_on DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_shipments PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_shipments_tenant_id_dealer_id FOREIGN KEY(tenant_id, dealer_id) REFERENCES organisations (tenant_id, id),
    CONSTRAINT uq_shipments_tenant_id_carrier_waybill UNIQUE (tenant_id, carrier, waybill)
)""",
    """CREATE TABLE ledger_accounts (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind VARCHAR(24) NOT NULL,
    dealer_id UUID,
    currency VARCHAR(3) NOT NULL,
    CONSTRAINT pk_ledger_accounts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_ledger_accounts_tenant_id_dealer_id FOREIGN KEY(tenant_id, dealer_id) REFERENCES organisations (tenant_id, id)
)""",
    """CREATE TABLE credit_notes (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number VARCHAR(24) NOT NULL,
    dealer_id UUID NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    expense VARCHAR(24) NOT NULL,
    cause_kind VARCHAR(40) NOT NULL,
    cause_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    memo VARCHAR(400) DEFAULT '' NOT NULL,
    state VARCHAR(12) DEFAULT 'posted' NOT NULL,
    posted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reversal_number VARCHAR(24),
    reversal_reason VARCHAR(400),
    reversed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_credit_notes PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_credit_notes_tenant_id_number UNIQUE (tenant_id, number),
    CONSTRAINT uq_credit_notes_tenant_id_cause_id_cause_kind UNIQUE (tenant_id, cause_id, cause_kind),
    CONSTRAINT fk_credit_notes_tenant_id_dealer_id FOREIGN KEY(tenant_id, dealer_id) REFERENCES organisations (tenant_id, id),
    CONSTRAINT ck_credit_notes_amount_positive CHECK (amount_minor > 0)
)""",
    """CREATE INDEX ix_credit_notes_dealer ON credit_notes (tenant_id, dealer_id, id)""",
    """CREATE TABLE stock_balances (
    tenant_id UUID NOT NULL,
    location_id UUID NOT NULL,
    part_id UUID NOT NULL,
    dealer_id UUID,
    is_virtual BOOLEAN NOT NULL,
    quantity BIGINT DEFAULT 0 NOT NULL,
    position BIGINT DEFAULT 0 NOT NULL,
    at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_stock_balances PRIMARY KEY (tenant_id, location_id, part_id),
    CONSTRAINT fk_stock_balances_tenant_id_part_id FOREIGN KEY(tenant_id, part_id) REFERENCES catalog_parts (tenant_id, id),
    CONSTRAINT ck_stock_balances_never_negative CHECK (is_virtual OR quantity >= 0)
)""",
    """CREATE INDEX ix_stock_balances_part ON stock_balances (tenant_id, part_id, location_id)""",
    """CREATE TABLE warehouses (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code VARCHAR(40) COLLATE "C" NOT NULL,
    name VARCHAR(200) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    organisation_id UUID NOT NULL,
    dealer_id UUID,
    state VARCHAR(12) DEFAULT 'active' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_warehouses PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_warehouses_tenant_id_code UNIQUE (tenant_id, code),
    CONSTRAINT fk_warehouses_tenant_id_organisation_id FOREIGN KEY(tenant_id, organisation_id) REFERENCES organisations (tenant_id, id)
)""",
    """CREATE INDEX ix_warehouses_organisation ON warehouses (tenant_id, organisation_id, code)""",
    """CREATE TABLE job_rows (
    tenant_id UUID NOT NULL,
    job_id UUID NOT NULL,
    row INTEGER NOT NULL,
    key VARCHAR(200) NOT NULL,
    outcome VARCHAR(12) NOT NULL,
    errors JSONB DEFAULT '[]' NOT NULL,
    dealer_id UUID,
    CONSTRAINT pk_job_rows PRIMARY KEY (tenant_id, job_id, row),
    CONSTRAINT fk_job_rows_tenant_id_job_id FOREIGN KEY(tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE
)""",
    """CREATE TABLE webhook_messages (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    endpoint_id UUID NOT NULL,
    fact_id UUID NOT NULL,
    event VARCHAR(80) NOT NULL,
    sequence INTEGER NOT NULL,
    state VARCHAR(12) DEFAULT 'waiting' NOT NULL,
    round INTEGER DEFAULT 1 NOT NULL,
    tries INTEGER DEFAULT 0 NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    round_began_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_webhook_messages PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_webhook_messages_tenant_id_endpoint_id_fact_id UNIQUE (tenant_id, endpoint_id, fact_id),
    CONSTRAINT fk_webhook_messages_tenant_id_endpoint_id FOREIGN KEY(tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE
)""",
    """CREATE INDEX ix_webhook_messages_failed ON webhook_messages (tenant_id, endpoint_id, fact_id) WHERE state = 'failed'""",
    """CREATE TABLE approvals (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    dealer_id UUID,
    policy_version_id UUID NOT NULL,
    chain VARCHAR(64) NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    request JSONB NOT NULL,
    state VARCHAR(12) NOT NULL,
    waiting_for VARCHAR(40)[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_approvals PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_approvals_tenant_id_policy_version_id FOREIGN KEY(tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id)
)""",
    """CREATE INDEX ix_approvals_subject ON approvals (tenant_id, subject_id, id)""",
    """CREATE INDEX ix_approvals_pending ON approvals (tenant_id, id) WHERE state = 'pending'""",
    """CREATE TABLE stopwatches (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code VARCHAR(40) NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    dealer_id UUID,
    policy_version_id UUID NOT NULL,
    started_by UUID NOT NULL,
    events JSONB NOT NULL,
    state VARCHAR(12) NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    breached_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_stopwatches PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_stopwatches_tenant_id_policy_version_id FOREIGN KEY(tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id),
    CONSTRAINT uq_stopwatches_tenant_id_started_by_code UNIQUE (tenant_id, started_by, code)
)""",
    """CREATE INDEX ix_stopwatches_subject ON stopwatches (tenant_id, subject_id, id)""",
    """CREATE INDEX ix_stopwatches_breached ON stopwatches (tenant_id, started_at, id) WHERE breached_at IS NOT NULL""",
    """CREATE INDEX ix_stopwatches_started ON stopwatches (tenant_id, started_at, id)""",
    """CREATE INDEX ix_stopwatches_open ON stopwatches (tenant_id, id) WHERE state IN ('running', 'paused')""",
    """CREATE TABLE policy_decisions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    policy_version_id UUID NOT NULL,
    subject_kind VARCHAR(40) NOT NULL,
    subject_id UUID NOT NULL,
    dealer_id UUID,
    facts JSONB NOT NULL,
    decision JSONB NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_policy_decisions PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_policy_decisions_tenant_id_policy_version_id FOREIGN KEY(tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id)
)""",
    """CREATE INDEX ix_policy_decisions_subject ON policy_decisions (tenant_id, subject_id, id)""",
    """CREATE TABLE sessions (
    token_hash BYTEA NOT NULL,
    person_id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    csrf_hash BYTEA NOT NULL,
    by_cookie BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (token_hash),
    CONSTRAINT fk_sessions_person_id FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
)""",
    """CREATE INDEX ix_sessions_person_id ON sessions (person_id)""",
    """CREATE TABLE password_resets (
    token_hash BYTEA NOT NULL,
    person_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_password_resets PRIMARY KEY (token_hash),
    CONSTRAINT fk_password_resets_person_id FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
)""",
    """CREATE INDEX ix_password_resets_person_id ON password_resets (person_id)""",
    """CREATE TABLE memberships (
    tenant_id UUID NOT NULL,
    person_id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    dealer_id UUID,
    roles VARCHAR(40)[] NOT NULL,
    state VARCHAR(12) DEFAULT 'active' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    joined_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_memberships PRIMARY KEY (tenant_id, person_id),
    CONSTRAINT fk_memberships_tenant_id_organisation_id FOREIGN KEY(tenant_id, organisation_id) REFERENCES organisations (tenant_id, id)
)""",
    """CREATE INDEX ix_memberships_joined_at ON memberships (tenant_id, joined_at, person_id)""",
    """CREATE INDEX ix_memberships_person_id ON memberships (person_id)""",
    """CREATE TABLE invitations (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(200) NOT NULL,
    organisation_id UUID NOT NULL,
    dealer_id UUID,
    roles VARCHAR(40)[] NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    invited_by UUID NOT NULL,
    issue INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_invitations PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_invitations_tenant_id_token_hash UNIQUE (tenant_id, token_hash),
    CONSTRAINT fk_invitations_tenant_id_organisation_id FOREIGN KEY(tenant_id, organisation_id) REFERENCES organisations (tenant_id, id)
)""",
    """CREATE INDEX ix_invitations_created_at ON invitations (tenant_id, created_at, id)""",
    """CREATE INDEX ix_invitations_token_hash ON invitations (token_hash)""",
    """CREATE UNIQUE INDEX uq_invitations_open ON invitations (tenant_id, email) WHERE accepted_at IS NULL""",
    """CREATE TABLE api_keys (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    prefix VARCHAR(20) NOT NULL,
    key_hash BYTEA NOT NULL,
    scopes VARCHAR(40)[] NOT NULL,
    organisation_id UUID NOT NULL,
    dealer_id UUID,
    created_by UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    last_used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_api_keys PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_api_keys_tenant_id_key_hash UNIQUE (tenant_id, key_hash),
    CONSTRAINT fk_api_keys_tenant_id_organisation_id FOREIGN KEY(tenant_id, organisation_id) REFERENCES organisations (tenant_id, id)
)""",
    """CREATE INDEX ix_api_keys_created_at ON api_keys (tenant_id, created_at, id)""",
    """CREATE INDEX ix_api_keys_key_hash ON api_keys (key_hash)""",
    """CREATE TABLE bom_lines (
    tenant_id UUID NOT NULL,
    model_id UUID NOT NULL,
    part_id UUID NOT NULL,
    quantity INTEGER NOT NULL,
    CONSTRAINT pk_bom_lines PRIMARY KEY (tenant_id, model_id, part_id),
    CONSTRAINT fk_bom_lines_tenant_id_model_id FOREIGN KEY(tenant_id, model_id) REFERENCES product_models (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bom_lines_tenant_id_part_id FOREIGN KEY(tenant_id, part_id) REFERENCES catalog_parts (tenant_id, id),
    CONSTRAINT ck_bom_lines_quantity_positive CHECK (quantity > 0)
)""",
    """CREATE INDEX ix_bom_lines_part ON bom_lines (tenant_id, part_id)""",
    """CREATE TABLE returns (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number VARCHAR(24) NOT NULL,
    dealer_id UUID NOT NULL,
    dealer_name VARCHAR(200) NOT NULL,
    factory_id UUID,
    state VARCHAR(20) NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    policy_version_id UUID NOT NULL,
    policy_label VARCHAR(200) NOT NULL,
    decision_id UUID NOT NULL,
    route JSONB,
    approval_id UUID,
    reason TEXT,
    refused_at TIMESTAMP WITH TIME ZONE,
    approved_at TIMESTAMP WITH TIME ZONE,
    appeals SMALLINT DEFAULT 0 NOT NULL,
    line_count INTEGER NOT NULL,
    packing JSONB,
    shipment_id UUID,
    extras JSONB DEFAULT '[]' NOT NULL,
    filed_by UUID NOT NULL,
    filed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_returns PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_returns_tenant_id_number UNIQUE (tenant_id, number),
    CONSTRAINT fk_returns_tenant_id_dealer_id FOREIGN KEY(tenant_id, dealer_id) REFERENCES organisations (tenant_id, id),
    CONSTRAINT fk_returns_tenant_id_factory_id FOREIGN KEY(tenant_id, factory_id) REFERENCES organisations (tenant_id, id),
    CONSTRAINT fk_returns_tenant_id_shipment_id FOREIGN KEY(tenant_id, shipment_id) REFERENCES shipments (tenant_id, id)
)""",
    """CREATE INDEX ix_returns_state ON returns (tenant_id, state, id)""",
    """CREATE INDEX ix_returns_dealer ON returns (tenant_id, dealer_id, id)""",
    """CREATE INDEX ix_returns_shipment ON returns (tenant_id, shipment_id)""",
    """CREATE TABLE ledger_transactions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    cause_kind VARCHAR(40) NOT NULL,
    cause_id UUID NOT NULL,
    credit_note_id UUID NOT NULL,
    number VARCHAR(24) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_kind VARCHAR(16) NOT NULL,
    actor_id UUID NOT NULL,
    actor_name VARCHAR(200) NOT NULL,
    memo VARCHAR(400) DEFAULT '' NOT NULL,
    dealer_id UUID NOT NULL,
    CONSTRAINT pk_ledger_transactions PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_ledger_transactions_tenant_id_cause_id_cause_kind UNIQUE (tenant_id, cause_id, cause_kind),
    CONSTRAINT uq_ledger_transactions_tenant_id_number UNIQUE (tenant_id, number),
    CONSTRAINT fk_ledger_transactions_tenant_id_credit_note_id FOREIGN KEY(tenant_id, credit_note_id) REFERENCES credit_notes (tenant_id, id)
)""",
    """CREATE TABLE credit_note_lines (
    tenant_id UUID NOT NULL,
    credit_note_id UUID NOT NULL,
    number SMALLINT NOT NULL,
    line_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    text VARCHAR(200) DEFAULT '' NOT NULL,
    quantity INTEGER NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    reversed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_credit_note_lines PRIMARY KEY (tenant_id, credit_note_id, number),
    CONSTRAINT fk_credit_note_lines_tenant_id_credit_note_id FOREIGN KEY(tenant_id, credit_note_id) REFERENCES credit_notes (tenant_id, id)
)""",
    """CREATE UNIQUE INDEX uq_credit_note_lines_line ON credit_note_lines (tenant_id, line_id) WHERE reversed_at IS NULL""",
    """CREATE TABLE stock_counts (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    warehouse_id UUID NOT NULL,
    dealer_id UUID,
    state VARCHAR(20) DEFAULT 'open' NOT NULL,
    plan JSONB NOT NULL,
    plan_code VARCHAR(40) DEFAULT '' NOT NULL,
    slot TIMESTAMP WITH TIME ZONE,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_by UUID NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    approved_at TIMESTAMP WITH TIME ZONE,
    approved_by UUID,
    note VARCHAR(400) DEFAULT '' NOT NULL,
    transaction_id UUID,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_stock_counts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_stock_counts_tenant_id_warehouse_id FOREIGN KEY(tenant_id, warehouse_id) REFERENCES warehouses (tenant_id, id),
    CONSTRAINT fk_stock_counts_tenant_id_transaction_id FOREIGN KEY(tenant_id, transaction_id) REFERENCES stock_transactions (tenant_id, id),
    CONSTRAINT uq_stock_counts_tenant_id_warehouse_id_plan_code_slot UNIQUE (tenant_id, warehouse_id, plan_code, slot)
)""",
    """CREATE UNIQUE INDEX uq_stock_counts_under_way ON stock_counts (tenant_id, warehouse_id) WHERE state NOT IN ('posted', 'cancelled')""",
    """CREATE TABLE stock_locations (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    warehouse_id UUID,
    kind VARCHAR(16) NOT NULL,
    is_virtual BOOLEAN NOT NULL,
    dealer_id UUID,
    CONSTRAINT pk_stock_locations PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_stock_locations_tenant_id_warehouse_id FOREIGN KEY(tenant_id, warehouse_id) REFERENCES warehouses (tenant_id, id),
    CONSTRAINT ck_stock_locations_zones_are_real CHECK (is_virtual = (warehouse_id IS NULL)),
    CONSTRAINT uq_stock_locations_kind UNIQUE NULLS NOT DISTINCT (tenant_id, warehouse_id, kind)
)""",
    """CREATE TABLE webhook_attempts (
    tenant_id UUID NOT NULL,
    endpoint_id UUID NOT NULL,
    message_id UUID NOT NULL,
    fact_id UUID NOT NULL,
    event VARCHAR(80) NOT NULL,
    number INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    status SMALLINT,
    duration_ms INTEGER NOT NULL,
    error VARCHAR(400),
    response VARCHAR(1024) DEFAULT '' NOT NULL,
    CONSTRAINT pk_webhook_attempts PRIMARY KEY (tenant_id, message_id, number),
    CONSTRAINT fk_webhook_attempts_tenant_id_message_id FOREIGN KEY(tenant_id, message_id) REFERENCES webhook_messages (tenant_id, id) ON DELETE CASCADE
)""",
    """CREATE INDEX ix_webhook_attempts_endpoint ON webhook_attempts (tenant_id, endpoint_id, at, message_id, number)""",
    """CREATE TABLE units (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    serial VARCHAR(40) COLLATE "C" NOT NULL,
    model_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    sale_date DATE NOT NULL,
    invoice_date DATE,
    delivery_date DATE,
    installation_date DATE,
    acceptance_date DATE,
    proof VARCHAR(16) DEFAULT 'none' NOT NULL,
    proof_number VARCHAR(60) DEFAULT '' NOT NULL,
    owner_name VARCHAR(100) DEFAULT '' NOT NULL,
    owner_phone VARCHAR(40) DEFAULT '' NOT NULL,
    usage_km INTEGER,
    usage_hours INTEGER,
    state VARCHAR(16) DEFAULT 'in_use' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_units PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_units_tenant_id_serial UNIQUE (tenant_id, serial),
    CONSTRAINT fk_units_tenant_id_model_id FOREIGN KEY(tenant_id, model_id) REFERENCES product_models (tenant_id, id),
    CONSTRAINT fk_units_tenant_id_dealer_id FOREIGN KEY(tenant_id, dealer_id) REFERENCES organisations (tenant_id, id),
    CONSTRAINT ck_units_usage_not_negative CHECK (usage_km >= 0 AND usage_hours >= 0)
)""",
    """CREATE INDEX ix_units_sale_date ON units (tenant_id, sale_date)""",
    """CREATE INDEX ix_units_dealer ON units (tenant_id, dealer_id, serial)""",
    """CREATE INDEX ix_units_model ON units (tenant_id, model_id, serial)""",
    """CREATE TABLE return_lines (
    tenant_id UUID NOT NULL,
    return_id UUID NOT NULL,
    line SMALLINT NOT NULL,
    dealer_id UUID NOT NULL,
    unit_id UUID,
    serial VARCHAR(64),
    model_id UUID,
    model_code VARCHAR(64),
    part_id UUID NOT NULL,
    part_number VARCHAR(64) NOT NULL,
    part_name VARCHAR(200) NOT NULL,
    quantity INTEGER NOT NULL,
    fault_code VARCHAR(64),
    fault_text TEXT,
    human_damage BOOLEAN,
    sold_on DATE,
    proof VARCHAR(16),
    photo_ids UUID[] DEFAULT '{}' NOT NULL,
    unit_price_minor BIGINT,
    currency VARCHAR(3),
    outcome VARCHAR(12) NOT NULL,
    clause VARCHAR(64) NOT NULL,
    clause_text JSONB NOT NULL,
    covered_until DATE,
    accepted BOOLEAN NOT NULL,
    refusal JSONB,
    received_quantity INTEGER,
    damaged_quantity INTEGER,
    wrong_quantity INTEGER,
    receipt_note TEXT,
    finding VARCHAR(20),
    finding_note TEXT,
    inspector VARCHAR(200),
    disposition VARCHAR(12),
    replacement_serial VARCHAR(64),
    credit_minor BIGINT,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_return_lines PRIMARY KEY (tenant_id, return_id, line),
    CONSTRAINT fk_return_lines_tenant_id_return_id FOREIGN KEY(tenant_id, return_id) REFERENCES returns (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_return_lines_tenant_id_unit_id FOREIGN KEY(tenant_id, unit_id) REFERENCES units (tenant_id, id),
    CONSTRAINT fk_return_lines_tenant_id_part_id FOREIGN KEY(tenant_id, part_id) REFERENCES catalog_parts (tenant_id, id),
    CONSTRAINT ck_return_lines_quantity_positive CHECK (quantity > 0),
    CONSTRAINT ck_return_lines_receipt_adds_up CHECK (received_quantity >= 0 AND damaged_quantity >= 0 AND wrong_quantity >= 0 AND damaged_quantity + wrong_quantity <= received_quantity)
)""",
    """CREATE INDEX ix_return_lines_unit ON return_lines (tenant_id, unit_id)""",
    """CREATE TABLE return_open_units (
    tenant_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    return_id UUID NOT NULL,
    dealer_id UUID NOT NULL,
    CONSTRAINT pk_return_open_units PRIMARY KEY (tenant_id, unit_id),
    CONSTRAINT fk_return_open_units_tenant_id_unit_id FOREIGN KEY(tenant_id, unit_id) REFERENCES units (tenant_id, id),
    CONSTRAINT fk_return_open_units_tenant_id_return_id FOREIGN KEY(tenant_id, return_id) REFERENCES returns (tenant_id, id) ON DELETE CASCADE
)""",
    """CREATE INDEX ix_return_open_units_return ON return_open_units (tenant_id, return_id)""",
    """CREATE TABLE return_tasks (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind VARCHAR(20) NOT NULL,
    return_id UUID NOT NULL,
    number VARCHAR(24) NOT NULL,
    dealer_id UUID NOT NULL,
    dealer_name VARCHAR(200) NOT NULL,
    role VARCHAR(40) NOT NULL,
    reason TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    state VARCHAR(8) DEFAULT 'open' NOT NULL,
    note TEXT,
    done_by VARCHAR(200),
    done_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT pk_return_tasks PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_return_tasks_tenant_id_return_id FOREIGN KEY(tenant_id, return_id) REFERENCES returns (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_return_tasks_tenant_id_return_id_kind UNIQUE (tenant_id, return_id, kind)
)""",
    """CREATE INDEX ix_return_tasks_state ON return_tasks (tenant_id, state, id)""",
    """CREATE TABLE ledger_entries (
    tenant_id UUID NOT NULL,
    transaction_id UUID NOT NULL,
    line SMALLINT NOT NULL,
    account_id UUID NOT NULL,
    dealer_id UUID,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_ledger_entries PRIMARY KEY (tenant_id, transaction_id, line),
    CONSTRAINT fk_ledger_entries_tenant_id_transaction_id FOREIGN KEY(tenant_id, transaction_id) REFERENCES ledger_transactions (tenant_id, id),
    CONSTRAINT fk_ledger_entries_tenant_id_account_id FOREIGN KEY(tenant_id, account_id) REFERENCES ledger_accounts (tenant_id, id),
    CONSTRAINT ck_ledger_entries_moves CHECK (amount_minor <> 0)
)""",
    """CREATE INDEX ix_ledger_entries_account ON ledger_entries (tenant_id, account_id, at)""",
    """CREATE TABLE stock_count_lines (
    tenant_id UUID NOT NULL,
    count_id UUID NOT NULL,
    number INTEGER NOT NULL,
    location_id UUID NOT NULL,
    part_id UUID NOT NULL,
    dealer_id UUID,
    zone VARCHAR(16) NOT NULL,
    state VARCHAR(12) DEFAULT 'waiting' NOT NULL,
    counted_quantity BIGINT,
    expected_quantity BIGINT,
    ledger_position BIGINT,
    counted_by UUID,
    counted_by_name VARCHAR(200),
    counted_at TIMESTAMP WITH TIME ZONE,
    recount_quantity BIGINT,
    recount_expected BIGINT,
    recount_position BIGINT,
    recounted_by UUID,
    recounted_by_name VARCHAR(200),
    recounted_at TIMESTAMP WITH TIME ZONE,
    is_over BOOLEAN DEFAULT false NOT NULL,
    explanation VARCHAR(400) DEFAULT '' NOT NULL,
    CONSTRAINT pk_stock_count_lines PRIMARY KEY (tenant_id, count_id, number),
    CONSTRAINT fk_stock_count_lines_tenant_id_count_id FOREIGN KEY(tenant_id, count_id) REFERENCES stock_counts (tenant_id, id),
    CONSTRAINT fk_stock_count_lines_tenant_id_location_id_part_id FOREIGN KEY(tenant_id, location_id, part_id) REFERENCES stock_balances (tenant_id, location_id, part_id),
    CONSTRAINT ck_stock_count_lines_nothing_is_least CHECK (counted_quantity >= 0 AND recount_quantity >= 0),
    CONSTRAINT ck_stock_count_lines_another_recounts CHECK (recounted_by <> counted_by),
    CONSTRAINT uq_stock_count_lines_tenant_id_count_id_location_id_part_id UNIQUE (tenant_id, count_id, location_id, part_id)
)""",
    """CREATE TABLE stock_count_sightings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    count_id UUID NOT NULL,
    number INTEGER NOT NULL,
    dealer_id UUID,
    round SMALLINT NOT NULL,
    quantity BIGINT NOT NULL,
    expected BIGINT NOT NULL,
    position BIGINT NOT NULL,
    by_id UUID NOT NULL,
    by_name VARCHAR(200) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stock_count_sightings PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_stock_count_sightings_tenant_id_count_id FOREIGN KEY(tenant_id, count_id) REFERENCES stock_counts (tenant_id, id)
)""",
    """CREATE INDEX ix_stock_count_sightings_line ON stock_count_sightings (tenant_id, count_id, number)""",
    """ALTER TABLE product_models ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE product_models FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON product_models TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_insert ON product_models AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_update ON product_models AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_delete ON product_models AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON product_models TO aftersales_app""",
    """ALTER TABLE catalog_parts ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE catalog_parts FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON catalog_parts TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_insert ON catalog_parts AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_update ON catalog_parts AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_delete ON catalog_parts AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON catalog_parts TO aftersales_app""",
    """ALTER TABLE bom_lines ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE bom_lines FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON bom_lines TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_insert ON bom_lines AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_update ON bom_lines AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_delete ON bom_lines AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON bom_lines TO aftersales_app""",
    """ALTER TABLE shipments ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE shipments FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON shipments TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON shipments AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON shipments TO aftersales_app""",
    """ALTER TABLE returns ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE returns FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON returns TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON returns AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON returns TO aftersales_app""",
    """ALTER TABLE return_lines ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE return_lines FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON return_lines TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON return_lines AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON return_lines TO aftersales_app""",
    """ALTER TABLE return_open_units ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE return_open_units FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON return_open_units TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON return_open_units AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON return_open_units TO aftersales_app""",
    """ALTER TABLE return_tasks ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE return_tasks FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON return_tasks TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON return_tasks AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON return_tasks TO aftersales_app""",
    """ALTER TABLE files ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE files FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON files TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON files AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON files TO aftersales_app""",
    """ALTER TABLE documents ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE documents FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON documents TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON documents AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update (state, object_key, pdf_sha256, length, pages, superseded_by, superseded_at, revoked_at, revocation_reason, failure, version) ON documents TO aftersales_app""",
    """ALTER TABLE document_numbers ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE document_numbers FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON document_numbers TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_insert ON document_numbers AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_update ON document_numbers AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_delete ON document_numbers AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update ON document_numbers TO aftersales_app""",
    """ALTER TABLE letterheads ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE letterheads FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON letterheads TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_insert ON letterheads AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_update ON letterheads AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_delete ON letterheads AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON letterheads TO aftersales_app""",
    """ALTER TABLE ledger_accounts ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE ledger_accounts FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON ledger_accounts TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON ledger_accounts AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON ledger_accounts TO aftersales_app""",
    """ALTER TABLE ledger_transactions ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE ledger_transactions FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON ledger_transactions TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON ledger_transactions AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON ledger_transactions TO aftersales_app""",
    """ALTER TABLE ledger_entries ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE ledger_entries FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON ledger_entries TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON ledger_entries AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON ledger_entries TO aftersales_app""",
    """CREATE OR REPLACE FUNCTION ledger_entries_balanced() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  IF EXISTS (SELECT FROM added GROUP BY tenant_id, transaction_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'the entries of a transaction must sum to zero in each currency' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$body$""",
    """CREATE TRIGGER balanced AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_balanced()""",
    """ALTER TABLE credit_series ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE credit_series FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON credit_series TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON credit_series AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update (last) ON credit_series TO aftersales_app""",
    """ALTER TABLE credit_notes ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE credit_notes FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON credit_notes TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON credit_notes AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update (state, reversal_number, reversal_reason, reversed_at, version) ON credit_notes TO aftersales_app""",
    """ALTER TABLE credit_note_lines ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE credit_note_lines FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON credit_note_lines TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON credit_note_lines AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update (reversed_at) ON credit_note_lines TO aftersales_app""",
    """ALTER TABLE usage_events ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE usage_events FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON usage_events TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON usage_events AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert ON usage_events TO aftersales_app""",
    """ALTER TABLE usage_hours ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE usage_hours FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON usage_hours TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON usage_hours AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update ON usage_hours TO aftersales_app""",
    """ALTER TABLE usage_months ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE usage_months FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON usage_months TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON usage_months AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update ON usage_months TO aftersales_app""",
    """ALTER TABLE usage_people_hours ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE usage_people_hours FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON usage_people_hours TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON usage_people_hours AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select ON usage_people_hours TO aftersales_app""",
    """ALTER TABLE usage_people_months ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE usage_people_months FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON usage_people_months TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON usage_people_months AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select ON usage_people_months TO aftersales_app""",
    """ALTER TABLE messages ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE messages FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON messages TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON messages AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON messages TO aftersales_app""",
    """ALTER TABLE message_preferences ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE message_preferences FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON message_preferences TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON message_preferences AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON message_preferences TO aftersales_app""",
    """ALTER TABLE stock_counts ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stock_counts FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stock_counts TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stock_counts AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON stock_counts TO aftersales_app""",
    """ALTER TABLE stock_count_lines ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stock_count_lines FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stock_count_lines TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stock_count_lines AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON stock_count_lines TO aftersales_app""",
    """ALTER TABLE stock_count_sightings ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stock_count_sightings FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stock_count_sightings TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stock_count_sightings AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON stock_count_sightings TO aftersales_app""",
    """ALTER TABLE count_schedules ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE count_schedules FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON count_schedules TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON count_schedules AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON count_schedules TO aftersales_app""",
    """ALTER TABLE stock_transactions ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stock_transactions FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stock_transactions TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stock_transactions AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON stock_transactions TO aftersales_app""",
    """ALTER TABLE stock_balances ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stock_balances FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stock_balances TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stock_balances AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update (quantity, position, at) ON stock_balances TO aftersales_app""",
    """ALTER TABLE stock_balances SET (fillfactor = 70)""",
    """ALTER TABLE stock_entries ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stock_entries FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stock_entries TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stock_entries AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON stock_entries TO aftersales_app""",
    """CREATE OR REPLACE FUNCTION stock_entries_balanced() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  IF EXISTS (SELECT FROM added GROUP BY tenant_id, transaction_id, part_id HAVING sum(quantity) <> 0) THEN
    RAISE EXCEPTION 'the entries of a stock transaction must sum to zero for each part'
      USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT ON (tenant_id, location_id, part_id) * FROM added
                 ORDER BY tenant_id, location_id, part_id, position DESC) a
    LEFT JOIN LATERAL (
      SELECT b.quantity, b.position FROM stock_balances b
      WHERE b.tenant_id = a.tenant_id AND b.location_id = a.location_id AND b.part_id = a.part_id OFFSET 0
    ) b ON true
    WHERE b.quantity IS DISTINCT FROM a.balance OR b.position IS DISTINCT FROM a.position
  ) THEN
    RAISE EXCEPTION 'a stock balance must be what its entries say' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT tenant_id, transaction_id FROM added) a
    LEFT JOIN LATERAL (
      SELECT t.id FROM stock_transactions t WHERE t.tenant_id = a.tenant_id AND t.id = a.transaction_id OFFSET 0
    ) t ON true
    WHERE t.id IS NULL
  ) THEN
    RAISE EXCEPTION 'stock entries need their transaction' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$body$""",
    """CREATE TRIGGER balanced AFTER INSERT ON stock_entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION stock_entries_balanced()""",
    """CREATE OR REPLACE FUNCTION post_stock(
  tenant uuid, instant timestamptz, by_kind text, by_id uuid, by_name text,
  ids uuid[], kinds text[], causes uuid[], digests bytea[], memos text[],
  numbers int[], locations uuid[], parts uuid[], changes bigint[]
) RETURNS TABLE (verdict text, number int, transaction_id uuid, part_id uuid, available bigint, asked bigint)
LANGUAGE plpgsql SECURITY INVOKER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $body$
#variable_conflict use_column
DECLARE
  fresh int[];
  places bigint;
  found_places bigint;
BEGIN
  INSERT INTO stock_balances (tenant_id, location_id, part_id, dealer_id, is_virtual)
  SELECT tenant, w.location_id, w.part_id, l.dealer_id, l.is_virtual
  FROM (SELECT DISTINCT m.location_id, m.part_id FROM unnest(locations, parts) AS m(location_id, part_id)) w
  JOIN stock_locations l ON l.tenant_id = tenant AND l.id = w.location_id
  WHERE NOT EXISTS (SELECT FROM stock_balances b
                    WHERE b.tenant_id = tenant AND b.location_id = w.location_id AND b.part_id = w.part_id)
  ORDER BY w.location_id, w.part_id
  ON CONFLICT DO NOTHING;

  SELECT count(DISTINCT (m.location_id, m.part_id)) INTO places
  FROM unnest(locations, parts) AS m(location_id, part_id);
  PERFORM FROM stock_balances b
  WHERE b.tenant_id = tenant
    AND (b.location_id, b.part_id) IN (SELECT m.location_id, m.part_id
                                       FROM unnest(locations, parts) AS m(location_id, part_id))
  ORDER BY b.location_id, b.part_id FOR UPDATE;
  GET DIAGNOSTICS found_places = ROW_COUNT;
  IF found_places <> places THEN
    RETURN QUERY SELECT 'unknown', NULL::int, NULL::uuid, NULL::uuid, NULL::bigint, NULL::bigint;
    RETURN;
  END IF;

  RETURN QUERY
  SELECT CASE WHEN t.digest = p.digest THEN 'repeated' ELSE 'different' END, p.number::int, t.id,
         NULL::uuid, NULL::bigint, NULL::bigint
  FROM unnest(kinds, causes, digests) WITH ORDINALITY AS p(cause_kind, cause_id, digest, number)
  JOIN stock_transactions t ON t.tenant_id = tenant AND t.cause_id = p.cause_id AND t.cause_kind = p.cause_kind;

  SELECT coalesce(array_agg(p.number::int), '{}') INTO fresh
  FROM unnest(kinds, causes) WITH ORDINALITY AS p(cause_kind, cause_id, number)
  WHERE NOT EXISTS (SELECT FROM stock_transactions t WHERE t.tenant_id = tenant
                    AND t.cause_id = p.cause_id AND t.cause_kind = p.cause_kind);

  RETURN QUERY
  SELECT 'short', NULL::int, NULL::uuid, b.part_id, b.quantity, -w.change
  FROM (SELECT m.location_id, m.part_id, sum(m.change)::bigint AS change
        FROM unnest(numbers, locations, parts, changes) AS m(number, location_id, part_id, change)
        WHERE m.number = ANY (fresh) GROUP BY m.location_id, m.part_id) w
  CROSS JOIN LATERAL (
    SELECT b.part_id, b.quantity, b.is_virtual FROM stock_balances b
    WHERE b.tenant_id = tenant AND b.location_id = w.location_id AND b.part_id = w.part_id OFFSET 0
  ) b
  WHERE NOT b.is_virtual AND b.quantity + w.change < 0
  ORDER BY b.part_id;
  IF FOUND THEN RETURN; END IF;

  INSERT INTO stock_transactions (tenant_id, id, cause_kind, cause_id, digest, at, actor_kind, actor_id, actor_name,
                                  memo, dealer_id)
  SELECT tenant, p.id, p.cause_kind, p.cause_id, p.digest, instant, by_kind, by_id, by_name, p.memo, d.dealer_id
  FROM unnest(ids, kinds, causes, digests, memos) WITH ORDINALITY
       AS p(id, cause_kind, cause_id, digest, memo, number)
  LEFT JOIN (
    SELECT m.number, CASE WHEN count(DISTINCT coalesce(l.dealer_id, tenant)) = 1
                          THEN (array_agg(l.dealer_id))[1] END AS dealer_id
    FROM unnest(numbers, locations) AS m(number, location_id)
    JOIN stock_locations l ON l.tenant_id = tenant AND l.id = m.location_id
    WHERE l.warehouse_id IS NOT NULL GROUP BY m.number
  ) d ON d.number = p.number
  WHERE p.number = ANY (fresh);

  -- The rows are there and locked, so the proposed ones never land; their is_virtual only keeps the check quiet.
  INSERT INTO stock_balances AS b (tenant_id, location_id, part_id, is_virtual, quantity, position, at)
  SELECT tenant, m.location_id, m.part_id, true, sum(m.change), count(*), instant
  FROM unnest(numbers, locations, parts, changes) AS m(number, location_id, part_id, change)
  WHERE m.number = ANY (fresh) GROUP BY m.location_id, m.part_id
  ON CONFLICT (tenant_id, location_id, part_id) DO UPDATE
  SET quantity = b.quantity + excluded.quantity, position = b.position + excluded.position, at = excluded.at;

  INSERT INTO stock_entries (tenant_id, location_id, part_id, position, transaction_id, dealer_id, quantity,
                             balance, at)
  SELECT tenant, m.location_id, m.part_id, b.position - count(*) OVER place + row_number() OVER turn, ids[m.number],
         b.dealer_id, m.change, b.quantity - sum(m.change) OVER place + sum(m.change) OVER turn, instant
  FROM unnest(numbers, locations, parts, changes) AS m(number, location_id, part_id, change)
  CROSS JOIN LATERAL (
    SELECT b.position, b.quantity, b.dealer_id FROM stock_balances b
    WHERE b.tenant_id = tenant AND b.location_id = m.location_id AND b.part_id = m.part_id OFFSET 0
  ) b
  WHERE m.number = ANY (fresh)
  WINDOW place AS (PARTITION BY m.location_id, m.part_id),
         turn AS (PARTITION BY m.location_id, m.part_id ORDER BY m.number);

  RETURN QUERY SELECT 'posted', n, ids[n], NULL::uuid, NULL::bigint, NULL::bigint FROM unnest(fresh) AS n;
END
$body$""",
    """ALTER TABLE warehouses ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE warehouses FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON warehouses TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON warehouses AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON warehouses TO aftersales_app""",
    """ALTER TABLE stock_locations ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stock_locations FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stock_locations TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stock_locations AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON stock_locations TO aftersales_app""",
    """ALTER TABLE fact_seals ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE fact_seals FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON fact_seals TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON fact_seals AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert ON fact_seals TO aftersales_app""",
    """ALTER TABLE facts ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE facts FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON facts TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON facts AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON facts TO aftersales_app""",
    """GRANT select ON facts TO aftersales_relay""",
    """CREATE POLICY relay ON facts TO aftersales_relay USING (true) WITH CHECK (true)""",
    """ALTER TABLE fact_outbox ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE fact_outbox FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON fact_outbox TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """GRANT select, insert ON fact_outbox TO aftersales_app""",
    """GRANT select, update, delete ON fact_outbox TO aftersales_relay""",
    """CREATE POLICY relay ON fact_outbox TO aftersales_relay USING (true) WITH CHECK (true)""",
    """ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE deliveries FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON deliveries TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_select ON deliveries AS RESTRICTIVE FOR SELECT TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid OR dealer_id IS NULL)""",
    """CREATE POLICY dealer_wall_insert ON deliveries AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_update ON deliveries AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_delete ON deliveries AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update ON deliveries TO aftersales_app""",
    """GRANT select, insert, update ON deliveries TO aftersales_relay""",
    """CREATE POLICY relay ON deliveries TO aftersales_relay USING (true) WITH CHECK (true)""",
    """ALTER TABLE schedules ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE schedules FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON schedules TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON schedules AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON schedules TO aftersales_app""",
    """GRANT select, update ON schedules TO aftersales_relay""",
    """CREATE POLICY relay ON schedules TO aftersales_relay USING (true) WITH CHECK (true)""",
    """ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON idempotency_keys TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON idempotency_keys AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON idempotency_keys TO aftersales_app""",
    """ALTER TABLE jobs ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE jobs FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON jobs TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON jobs AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON jobs TO aftersales_app""",
    """ALTER TABLE job_rows ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE job_rows FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON job_rows TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON job_rows AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON job_rows TO aftersales_app""",
    """ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE webhook_endpoints FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON webhook_endpoints TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON webhook_endpoints AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON webhook_endpoints TO aftersales_app""",
    """ALTER TABLE webhook_messages ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE webhook_messages FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON webhook_messages TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON webhook_messages AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON webhook_messages TO aftersales_app""",
    """ALTER TABLE webhook_attempts ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE webhook_attempts FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON webhook_attempts TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON webhook_attempts AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON webhook_attempts TO aftersales_app""",
    """ALTER TABLE approvals ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE approvals FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON approvals TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON approvals AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON approvals TO aftersales_app""",
    """ALTER TABLE approval_delegations ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE approval_delegations FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON approval_delegations TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON approval_delegations AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON approval_delegations TO aftersales_app""",
    """ALTER TABLE stopwatches ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE stopwatches FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON stopwatches TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON stopwatches AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON stopwatches TO aftersales_app""",
    """ALTER TABLE policy_versions ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE policy_versions FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON policy_versions TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_insert ON policy_versions AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_update ON policy_versions AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """CREATE POLICY dealer_wall_delete ON policy_versions AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """GRANT select, insert, update, delete ON policy_versions TO aftersales_app""",
    """CREATE OR REPLACE FUNCTION refuse_change_of_published_policy() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
          RAISE EXCEPTION 'a published policy version never changes' USING ERRCODE = 'AF001';
        END $$""",
    """CREATE TRIGGER published_is_final BEFORE UPDATE OR DELETE ON policy_versions
        FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION refuse_change_of_published_policy()""",
    """CREATE POLICY drafts_are_the_manufacturers ON policy_versions AS RESTRICTIVE TO aftersales_app
        USING (state = 'published' OR nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL)""",
    """ALTER TABLE policy_decisions ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE policy_decisions FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON policy_decisions TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON policy_decisions AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert ON policy_decisions TO aftersales_app""",
    """ALTER TABLE organisations ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE organisations FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON organisations TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_select ON organisations AS RESTRICTIVE FOR SELECT TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid OR dealer_id IS NULL)""",
    """CREATE POLICY dealer_wall_insert ON organisations AS RESTRICTIVE FOR INSERT TO aftersales_app WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_update ON organisations AS RESTRICTIVE FOR UPDATE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall_delete ON organisations AS RESTRICTIVE FOR DELETE TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON organisations TO aftersales_app""",
    """ALTER TABLE memberships ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE memberships FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON memberships TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON memberships AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON memberships TO aftersales_app""",
    """ALTER TABLE invitations ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE invitations FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON invitations TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON invitations AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON invitations TO aftersales_app""",
    """ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE api_keys FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON api_keys TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON api_keys AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON api_keys TO aftersales_app""",
    """ALTER TABLE units ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE units FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY tenant_wall ON units TO aftersales_app USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY dealer_wall ON units AS RESTRICTIVE FOR ALL TO aftersales_app USING (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid) WITH CHECK (nullif(current_setting('app.dealer_id', true), '')::uuid IS NULL OR dealer_id = nullif(current_setting('app.dealer_id', true), '')::uuid)""",
    """GRANT select, insert, update, delete ON units TO aftersales_app""",
    """GRANT select, update (name, name_en, locale, time_zone, address, phone, version) ON tenants TO aftersales_app""",
    """GRANT select, insert, update ON tenants TO aftersales_operator""",
    """ALTER TABLE tenants ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE tenants FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY own ON tenants TO aftersales_app USING (id = nullif(current_setting('app.tenant_id', true), '')::uuid)""",
    """CREATE POLICY operator ON tenants TO aftersales_operator USING (true) WITH CHECK (true)""",
    """GRANT select (id, weight, state) ON tenants TO aftersales_relay""",
    """CREATE POLICY relay ON tenants TO aftersales_relay USING (true)""",
    """GRANT select (id, email, name, phone, locale) ON people TO aftersales_app""",
    """ALTER TABLE people ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE people FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY fellow ON people FOR SELECT TO aftersales_app USING (EXISTS (SELECT FROM memberships m WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND m.person_id = people.id))""",
    """GRANT select, insert, update ON operators TO aftersales_operator""",
    """GRANT select, insert ON operator_acts TO aftersales_operator""",
    """GRANT select ON tenants, usage_months TO aftersales_definer""",
    """CREATE FUNCTION operator_usage(of_month date, after_code varchar, most integer) RETURNS TABLE (tenant_id uuid, code varchar, name varchar, state varchar, meter varchar, quantity bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT t.id, t.code, t.name, t.state, u.meter, u.quantity
  FROM (SELECT * FROM tenants WHERE tenants.code > after_code ORDER BY tenants.code LIMIT most) t
  LEFT JOIN LATERAL (
    SELECT m.meter, sum(m.quantity)::bigint AS quantity
    FROM usage_months m
    WHERE m.tenant_id = t.id
      AND (m.month = of_month OR (m.meter = 'document_bytes_kept' AND m.month < of_month))
    GROUP BY m.meter
  ) u ON true
  ORDER BY t.code, u.meter;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_usage FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_usage TO aftersales_operator""",
    """ALTER FUNCTION operator_usage OWNER TO aftersales_definer""",
    """GRANT select ON deliveries TO aftersales_definer""",
    """CREATE FUNCTION operator_fleets(at timestamptz) RETURNS TABLE (fleet varchar, waiting bigint, planned bigint, running bigint, oldest_age_seconds float8, overdue_leases bigint, failures bigint, dead bigint, died_last_hour bigint, done_last_hour bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT d.fleet,
         count(*) FILTER (WHERE d.state = 'waiting' AND d.due_at <= at),
         count(*) FILTER (WHERE d.state = 'waiting' AND d.due_at > at),
         count(*) FILTER (WHERE d.state IN ('queued', 'running')),
         coalesce(extract(epoch FROM at - min(d.due_at) FILTER (WHERE d.state = 'waiting' AND d.due_at <= at)),
                  0)::float8,
         count(*) FILTER (WHERE d.state IN ('queued', 'running') AND d.lease_until < now()),
         coalesce(sum(d.failures) FILTER (
           WHERE d.state IN ('waiting', 'queued', 'running') OR d.finished_at >= at - interval '1 hour'), 0)::bigint,
         count(*) FILTER (WHERE d.state = 'dead'),
         count(*) FILTER (WHERE d.state = 'dead' AND d.finished_at >= at - interval '1 hour'),
         count(*) FILTER (WHERE d.state = 'done')
  FROM deliveries d
  WHERE d.state = 'waiting' OR d.state IN ('queued', 'running') OR d.state = 'dead'
     OR (d.state = 'done' AND d.finished_at >= at - interval '1 hour')
  GROUP BY d.fleet;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_fleets FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_fleets TO aftersales_operator""",
    """ALTER FUNCTION operator_fleets OWNER TO aftersales_definer""",
    """GRANT select ON fact_outbox TO aftersales_definer""",
    """CREATE FUNCTION operator_outbox(at timestamptz) RETURNS TABLE (facts bigint, oldest_age_seconds float8) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT count(*),
         coalesce(greatest(extract(epoch FROM at - uuid_extract_timestamp(
           (SELECT e.fact_id FROM fact_outbox e ORDER BY e.fact_id LIMIT 1))), 0), 0)::float8
  FROM fact_outbox o;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_outbox FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_outbox TO aftersales_operator""",
    """ALTER FUNCTION operator_outbox OWNER TO aftersales_definer""",
    """CREATE FUNCTION operator_deliveries(of_state varchar, of_fleet varchar, of_tenant uuid, before_id uuid, most integer, at timestamptz) RETURNS TABLE (tenant_id uuid, id uuid, handler varchar, fleet varchar, state varchar, error varchar, attempt integer, failures integer, created_at timestamptz, due_at timestamptz, finished_at timestamptz, age_seconds float8) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT d.tenant_id, d.id, d.handler, d.fleet, d.state,
         (CASE WHEN d.last_error ~ '^[A-Z][A-Za-z0-9]{0,79}(: |$)' THEN split_part(d.last_error, ':', 1)
               WHEN d.last_error = 'the worker was lost' THEN 'WorkerLost'
               WHEN d.last_error IS NOT NULL THEN 'Other' END)::varchar,
         d.attempt, d.failures, d.created_at, d.due_at, d.finished_at,
         greatest(extract(epoch FROM at - d.due_at), 0)::float8
  FROM deliveries d
  WHERE d.state = of_state AND d.state IN ('waiting', 'queued', 'running', 'dead')
    AND (of_fleet IS NULL OR d.fleet = of_fleet)
    AND (of_tenant IS NULL OR d.tenant_id = of_tenant)
    AND (before_id IS NULL OR d.id < before_id)
  ORDER BY d.id DESC LIMIT most;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_deliveries FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_deliveries TO aftersales_operator""",
    """ALTER FUNCTION operator_deliveries OWNER TO aftersales_definer""",
    """GRANT update ON deliveries TO aftersales_definer""",
    """GRANT insert ON operator_acts TO aftersales_definer""",
    """CREATE FUNCTION operator_replay(operator uuid, of_tenant uuid, of_delivery uuid, act_id uuid, moment timestamptz) RETURNS varchar LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  letter record;
BEGIN
  SELECT d.state, d.handler, d.failures INTO letter FROM deliveries d
  WHERE d.tenant_id = of_tenant AND d.id = of_delivery FOR UPDATE;
  IF letter.state IS DISTINCT FROM 'dead' THEN RETURN letter.state; END IF;
  UPDATE deliveries d SET state = 'waiting', failures = 0, losses = 0, due_at = moment, finished_at = NULL,
      last_error = NULL
  WHERE d.tenant_id = of_tenant AND d.id = of_delivery;
  INSERT INTO operator_acts (id, operator_id, at, act, tenant_id, details)
  VALUES (act_id, operator, moment, 'delivery.replayed', of_tenant,
          jsonb_build_object('delivery_id', of_delivery, 'handler', letter.handler, 'failures', letter.failures::text));
  RETURN 'dead';
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_replay FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_replay TO aftersales_operator""",
    """ALTER FUNCTION operator_replay OWNER TO aftersales_definer""",
    """CREATE FUNCTION operator_load(of_tenant uuid, at timestamptz) RETURNS TABLE (fleet varchar, waiting bigint, waiting_of_all bigint, running bigint, running_of_all bigint, dead bigint, done_last_hour bigint, done_last_hour_of_all bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT d.fleet,
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state = 'waiting'),
         count(*) FILTER (WHERE d.state = 'waiting'),
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state IN ('queued', 'running')),
         count(*) FILTER (WHERE d.state IN ('queued', 'running')),
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state = 'dead'),
         count(*) FILTER (WHERE d.tenant_id = of_tenant AND d.state = 'done'),
         count(*) FILTER (WHERE d.state = 'done')
  FROM deliveries d
  WHERE (d.state = 'waiting' AND d.due_at <= at) OR d.state IN ('queued', 'running') OR d.state = 'dead'
     OR (d.state = 'done' AND d.finished_at >= at - interval '1 hour')
  GROUP BY d.fleet;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_load FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_load TO aftersales_operator""",
    """ALTER FUNCTION operator_load OWNER TO aftersales_definer""",
    """GRANT select ON usage_hours TO aftersales_definer""",
    """CREATE FUNCTION operator_calls(of_tenant uuid, from_hour timestamptz) RETURNS TABLE (calls bigint, calls_of_all bigint, refused bigint, failed bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT coalesce(sum(h.quantity) FILTER (WHERE t.id = of_tenant), 0)::bigint,
         coalesce(sum(h.quantity), 0)::bigint,
         coalesce(sum(h.quantity) FILTER (WHERE t.id = of_tenant AND h.dimension = 'refused'), 0)::bigint,
         coalesce(sum(h.quantity) FILTER (WHERE t.id = of_tenant AND h.dimension = 'failed'), 0)::bigint
  FROM tenants t JOIN LATERAL (
    SELECT u.dimension, u.quantity FROM usage_hours u
    WHERE u.tenant_id = t.id AND u.meter = 'api_calls' AND u.dimension IN ('ok', 'refused', 'failed')
      AND u.hour >= from_hour
  ) h ON true;
END

$body$""",
    """REVOKE ALL ON FUNCTION operator_calls FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION operator_calls TO aftersales_operator""",
    """ALTER FUNCTION operator_calls OWNER TO aftersales_definer""",
    """GRANT select, insert ON usage_events, usage_people_hours, usage_people_months TO aftersales_definer""",
    """GRANT select, insert, update ON usage_hours, usage_months TO aftersales_definer""",
    """CREATE FUNCTION flush_usage(batch uuid, event_ids uuid[], call_tenants uuid[], call_outcomes text[], call_counts bigint[], call_instants timestamptz[], visit_tenants uuid[], visit_people uuid[], visit_instants timestamptz[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  counted integer;
BEGIN

WITH given AS (
  SELECT e.tenant_id, e.id, e.meter, e.dimension, e.quantity, e.occurred_at,
         coalesce(e.month, date_trunc('month', e.occurred_at AT TIME ZONE t.time_zone)::date) AS month,
         e.cause_kind, e.cause_id, e.corrects, e.reason
  FROM unnest(event_ids, call_tenants, call_outcomes, call_counts, call_instants) AS u(id, tenant_id, outcome, calls, at) CROSS JOIN LATERAL (SELECT u.tenant_id, u.id, 'api_calls', u.outcome, u.calls, u.at, NULL::date, 'batch', batch, NULL::uuid, '' WHERE u.calls > 0) AS e(tenant_id, id, meter, dimension, quantity, occurred_at, month, cause_kind, cause_id, corrects, reason) JOIN tenants t ON t.id = e.tenant_id
), added AS (
  INSERT INTO usage_events (tenant_id, id, meter, dimension, quantity, occurred_at, month, cause_kind, cause_id, corrects, reason)
  SELECT tenant_id, id, meter, dimension, quantity, occurred_at, month, cause_kind, cause_id, corrects, reason FROM given ORDER BY tenant_id, id
  ON CONFLICT (tenant_id, id) DO NOTHING
  RETURNING tenant_id, meter, dimension, quantity, occurred_at, month
), months AS (
  INSERT INTO usage_months AS m (tenant_id, meter, dimension, month, quantity, events)
  SELECT tenant_id, meter, dimension, month, sum(quantity), count(*)
  FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, meter, dimension, month)
  DO UPDATE SET quantity = m.quantity + excluded.quantity, events = m.events + excluded.events
), hours AS (
  INSERT INTO usage_hours AS h (tenant_id, meter, dimension, hour, quantity, events)
  SELECT tenant_id, meter, dimension, date_trunc('hour', occurred_at, 'UTC'), sum(quantity), count(*)
  FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, meter, dimension, hour)
  DO UPDATE SET quantity = h.quantity + excluded.quantity, events = h.events + excluded.events
)

  SELECT count(*) INTO counted FROM added;

  WITH seen AS (
    SELECT DISTINCT v.tenant_id, v.person_id, date_trunc('month', v.at AT TIME ZONE t.time_zone)::date AS month
    FROM unnest(visit_tenants, visit_people, visit_instants) AS v(tenant_id, person_id, at)
    JOIN tenants t ON t.id = v.tenant_id
  ), fresh AS (
    INSERT INTO usage_people_months (tenant_id, month, person_id)
    SELECT tenant_id, month, person_id FROM seen ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING tenant_id, month
  )
  INSERT INTO usage_months AS m (tenant_id, meter, dimension, month, quantity, events)
  SELECT tenant_id, 'active_users', '', month, count(*), count(*) FROM fresh GROUP BY 1, 4 ORDER BY 1, 4
  ON CONFLICT (tenant_id, meter, dimension, month)
  DO UPDATE SET quantity = m.quantity + excluded.quantity, events = m.events + excluded.events;

  WITH seen AS (
    SELECT DISTINCT v.tenant_id, v.person_id, date_trunc('hour', v.at, 'UTC') AS hour
    FROM unnest(visit_tenants, visit_people, visit_instants) AS v(tenant_id, person_id, at)
    JOIN tenants t ON t.id = v.tenant_id
  ), fresh AS (
    INSERT INTO usage_people_hours (tenant_id, hour, person_id)
    SELECT tenant_id, hour, person_id FROM seen ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING tenant_id, hour
  )
  INSERT INTO usage_hours AS h (tenant_id, meter, dimension, hour, quantity, events)
  SELECT tenant_id, 'active_users', '', hour, count(*), count(*) FROM fresh GROUP BY 1, 4 ORDER BY 1, 4
  ON CONFLICT (tenant_id, meter, dimension, hour)
  DO UPDATE SET quantity = h.quantity + excluded.quantity, events = h.events + excluded.events;

  RETURN counted;
END

$body$""",
    """REVOKE ALL ON FUNCTION flush_usage FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION flush_usage TO aftersales_app""",
    """ALTER FUNCTION flush_usage OWNER TO aftersales_definer""",
    """GRANT select, insert ON operator_acts TO aftersales_definer""",
    """CREATE FUNCTION correct_usage(operator uuid, of_tenant uuid, of_event uuid, correction uuid, taken bigint, why varchar) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  original usage_events%ROWTYPE;
  remaining bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(of_event::text, 0));
  SELECT * INTO original FROM usage_events o
  WHERE o.tenant_id = of_tenant AND o.id = of_event AND o.corrects IS NULL;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT original.quantity + coalesce(sum(c.quantity) FILTER (WHERE c.id <> correction), 0) INTO remaining
  FROM usage_events c WHERE c.tenant_id = of_tenant AND c.corrects = of_event;
  IF taken > remaining THEN RETURN greatest(remaining, 0); END IF;

WITH given AS (
  SELECT e.tenant_id, e.id, e.meter, e.dimension, e.quantity, e.occurred_at,
         coalesce(e.month, date_trunc('month', e.occurred_at AT TIME ZONE t.time_zone)::date) AS month,
         e.cause_kind, e.cause_id, e.corrects, e.reason
  FROM (VALUES (of_tenant, correction, original.meter, original.dimension, -taken, original.occurred_at, original.month, 'correction', operator, of_event, why)) AS e(tenant_id, id, meter, dimension, quantity, occurred_at, month, cause_kind, cause_id, corrects, reason) JOIN tenants t ON t.id = e.tenant_id
), added AS (
  INSERT INTO usage_events (tenant_id, id, meter, dimension, quantity, occurred_at, month, cause_kind, cause_id, corrects, reason)
  SELECT tenant_id, id, meter, dimension, quantity, occurred_at, month, cause_kind, cause_id, corrects, reason FROM given ORDER BY tenant_id, id
  ON CONFLICT (tenant_id, id) DO NOTHING
  RETURNING tenant_id, meter, dimension, quantity, occurred_at, month
), months AS (
  INSERT INTO usage_months AS m (tenant_id, meter, dimension, month, quantity, events)
  SELECT tenant_id, meter, dimension, month, sum(quantity), count(*)
  FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, meter, dimension, month)
  DO UPDATE SET quantity = m.quantity + excluded.quantity, events = m.events + excluded.events
), hours AS (
  INSERT INTO usage_hours AS h (tenant_id, meter, dimension, hour, quantity, events)
  SELECT tenant_id, meter, dimension, date_trunc('hour', occurred_at, 'UTC'), sum(quantity), count(*)
  FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, meter, dimension, hour)
  DO UPDATE SET quantity = h.quantity + excluded.quantity, events = h.events + excluded.events
)

  SELECT count(*) INTO remaining FROM added;
  IF remaining = 1 THEN
    INSERT INTO operator_acts (id, operator_id, act, tenant_id, details)
    VALUES (correction, operator, 'usage.corrected', of_tenant,
            jsonb_build_object('event_id', of_event, 'quantity', taken::text, 'reason', why));
  END IF;
  RETURN -1;
END

$body$""",
    """REVOKE ALL ON FUNCTION correct_usage FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION correct_usage TO aftersales_operator""",
    """ALTER FUNCTION correct_usage OWNER TO aftersales_definer""",
    """GRANT select ON alembic_version TO aftersales_definer""",
    """CREATE FUNCTION schema_revision() RETURNS varchar LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  RETURN (SELECT version_num FROM alembic_version);
END
$body$""",
    """REVOKE ALL ON FUNCTION schema_revision FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION schema_revision TO aftersales_app""",
    """ALTER FUNCTION schema_revision OWNER TO aftersales_definer""",
    """GRANT select ON sessions, people, tenants, memberships, organisations TO aftersales_definer""",
    """CREATE FUNCTION auth_session(hash bytea, at timestamptz) RETURNS TABLE (person_id uuid, person_name varchar, email varchar, locale varchar, tenant_id uuid, tenant_state varchar, organisation_id uuid, dealer_id uuid, roles varchar[], csrf_hash bytea, by_cookie boolean, expires_at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT p.id, p.name, p.email, p.locale, t.id, t.state, m.organisation_id, m.dealer_id, m.roles,
         s.csrf_hash, s.by_cookie, s.expires_at
  FROM sessions s
  JOIN people p ON p.id = s.person_id
  JOIN tenants t ON t.id = s.tenant_id
  JOIN memberships m ON m.tenant_id = s.tenant_id AND m.person_id = s.person_id AND m.state = 'active'
  JOIN organisations o ON o.tenant_id = m.tenant_id AND o.id = m.organisation_id AND o.state = 'active'
  WHERE s.token_hash = hash AND s.expires_at > at;
END

$body$""",
    """REVOKE ALL ON FUNCTION auth_session FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION auth_session TO aftersales_app""",
    """ALTER FUNCTION auth_session OWNER TO aftersales_definer""",
    """GRANT select, update ON api_keys TO aftersales_definer""",
    """CREATE FUNCTION auth_key(hash bytea, at timestamptz) RETURNS TABLE (key_id uuid, name varchar, tenant_id uuid, tenant_state varchar, organisation_id uuid, dealer_id uuid, scopes varchar[]) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  UPDATE api_keys k SET last_used_at = at
  WHERE k.key_hash = hash AND (k.last_used_at IS NULL OR k.last_used_at < at - interval '1 minute');
  RETURN QUERY
  SELECT k.id, k.name, t.id, t.state, k.organisation_id, k.dealer_id, k.scopes
  FROM api_keys k
  JOIN tenants t ON t.id = k.tenant_id
  JOIN organisations o ON o.tenant_id = k.tenant_id AND o.id = k.organisation_id AND o.state = 'active'
  WHERE k.key_hash = hash AND k.revoked_at IS NULL AND k.expires_at > at;
END

$body$""",
    """REVOKE ALL ON FUNCTION auth_key FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION auth_key TO aftersales_app""",
    """ALTER FUNCTION auth_key OWNER TO aftersales_definer""",
    """CREATE FUNCTION auth_person(address varchar) RETURNS TABLE (id uuid, name varchar, locale varchar, password_hash text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY SELECT p.id, p.name, p.locale, p.password_hash FROM people p WHERE p.email = address;
END

$body$""",
    """REVOKE ALL ON FUNCTION auth_person FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION auth_person TO aftersales_app""",
    """ALTER FUNCTION auth_person OWNER TO aftersales_definer""",
    """CREATE FUNCTION brands_of(person uuid) RETURNS TABLE (tenant_id uuid, code varchar, name varchar, name_en varchar, state varchar, organisation_id uuid, organisation_name varchar, roles varchar[]) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT t.id, t.code, t.name, t.name_en, t.state, m.organisation_id, o.name, m.roles
  FROM memberships m JOIN tenants t ON t.id = m.tenant_id
  JOIN organisations o ON o.tenant_id = m.tenant_id AND o.id = m.organisation_id
  WHERE m.person_id = person AND m.state = 'active' AND o.state = 'active'
  ORDER BY t.code;
END

$body$""",
    """REVOKE ALL ON FUNCTION brands_of FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION brands_of TO aftersales_app""",
    """ALTER FUNCTION brands_of OWNER TO aftersales_definer""",
    """GRANT insert, update, delete ON sessions TO aftersales_definer""",
    """CREATE FUNCTION open_session(hash bytea, person uuid, tenant uuid, csrf bytea, cookie boolean, until timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  INSERT INTO sessions (token_hash, person_id, tenant_id, csrf_hash, by_cookie, expires_at)
  SELECT hash, person, tenant, csrf, cookie, until
  FROM memberships m WHERE m.tenant_id = tenant AND m.person_id = person AND m.state = 'active';
END

$body$""",
    """REVOKE ALL ON FUNCTION open_session FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION open_session TO aftersales_app""",
    """ALTER FUNCTION open_session OWNER TO aftersales_definer""",
    """CREATE FUNCTION switch_session(hash bytea, tenant uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  UPDATE sessions s SET tenant_id = tenant
  WHERE s.token_hash = hash AND EXISTS (
    SELECT FROM memberships m
    JOIN tenants t ON t.id = m.tenant_id AND t.state = 'active'
    JOIN organisations o ON o.tenant_id = m.tenant_id AND o.id = m.organisation_id AND o.state = 'active'
    WHERE m.tenant_id = tenant AND m.person_id = s.person_id AND m.state = 'active');
  RETURN FOUND;
END

$body$""",
    """REVOKE ALL ON FUNCTION switch_session FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION switch_session TO aftersales_app""",
    """ALTER FUNCTION switch_session OWNER TO aftersales_definer""",
    """CREATE FUNCTION close_session(hash bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  DELETE FROM sessions s WHERE s.token_hash = hash;
END
$body$""",
    """REVOKE ALL ON FUNCTION close_session FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION close_session TO aftersales_app""",
    """ALTER FUNCTION close_session OWNER TO aftersales_definer""",
    """CREATE FUNCTION close_sessions_of(person uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  DELETE FROM sessions s
  WHERE s.person_id = person AND s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid;
END

$body$""",
    """REVOKE ALL ON FUNCTION close_sessions_of FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION close_sessions_of TO aftersales_app""",
    """ALTER FUNCTION close_sessions_of OWNER TO aftersales_definer""",
    """GRANT select, update ON invitations TO aftersales_definer""",
    """CREATE FUNCTION find_invitation(hash bytea, at timestamptz) RETURNS TABLE (tenant_id uuid, tenant_name varchar, id uuid, email varchar, name varchar, organisation_id uuid, dealer_id uuid, roles varchar[], person_id uuid, is_member boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  RETURN QUERY
  SELECT i.tenant_id, t.name, i.id, i.email, i.name, i.organisation_id, i.dealer_id, i.roles, p.id,
         EXISTS (SELECT FROM memberships m WHERE m.tenant_id = i.tenant_id AND m.person_id = p.id)
  FROM invitations i JOIN tenants t ON t.id = i.tenant_id LEFT JOIN people p ON p.email = i.email
  JOIN organisations o ON o.tenant_id = i.tenant_id AND o.id = i.organisation_id AND o.state = 'active'
  WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.expires_at > at AND t.state = 'active';
END

$body$""",
    """REVOKE ALL ON FUNCTION find_invitation FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION find_invitation TO aftersales_app""",
    """ALTER FUNCTION find_invitation OWNER TO aftersales_definer""",
    """GRANT insert, update ON people TO aftersales_definer""",
    """GRANT insert ON memberships TO aftersales_definer""",
    """CREATE FUNCTION accept_invitation(hash bytea, at timestamptz, new_id uuid, person_name varchar, secret text, person_locale varchar DEFAULT 'zh') RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  i invitations%ROWTYPE;
  person uuid;
BEGIN
  UPDATE invitations SET accepted_at = at
  WHERE token_hash = hash AND accepted_at IS NULL AND expires_at > at RETURNING * INTO i;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO people (id, email, name, locale, password_hash)
  VALUES (new_id, i.email, person_name, person_locale, secret)
  ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING people.id INTO person;
  INSERT INTO memberships (tenant_id, person_id, organisation_id, dealer_id, roles, joined_at)
  VALUES (i.tenant_id, person, i.organisation_id, i.dealer_id, i.roles, at);
  RETURN person;
END

$body$""",
    """REVOKE ALL ON FUNCTION accept_invitation FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION accept_invitation TO aftersales_app""",
    """ALTER FUNCTION accept_invitation OWNER TO aftersales_definer""",
    """CREATE FUNCTION change_person(person uuid, wanted_name varchar, wanted_phone varchar, wanted_locale varchar) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  UPDATE people p SET name = wanted_name, phone = wanted_phone, locale = wanted_locale
  WHERE p.id = person AND EXISTS (
    SELECT FROM memberships m
    WHERE m.person_id = p.id AND m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
  RETURN FOUND;
END

$body$""",
    """REVOKE ALL ON FUNCTION change_person FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION change_person TO aftersales_app""",
    """ALTER FUNCTION change_person OWNER TO aftersales_definer""",
    """GRANT insert ON facts, fact_outbox TO aftersales_definer""",
    """CREATE FUNCTION announce(tenant uuid, fact uuid, fact_name varchar, happened timestamptz, kind varchar, subject uuid, dealer uuid, by_kind varchar, by_id uuid, by_name varchar, request varchar, body jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  INSERT INTO facts (tenant_id, id, name, at, subject_kind, subject_id, actor_kind, actor_id, actor_name,
                     dealer_id, request_id, payload)
  VALUES (tenant, fact, fact_name, happened, kind, subject, by_kind, by_id, by_name, dealer, request, body);
  INSERT INTO fact_outbox (tenant_id, fact_id) VALUES (tenant, fact);
END

$body$""",
    """REVOKE ALL ON FUNCTION announce FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION announce TO aftersales_definer""",
    """ALTER FUNCTION announce OWNER TO aftersales_definer""",
    """GRANT select, insert, update ON password_resets TO aftersales_definer""",
    """CREATE FUNCTION start_password_reset(wanted varchar, reset uuid, hash bytea, at timestamptz, until timestamptz, fact uuid, request varchar) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  person record;
BEGIN
  SELECT p.id, p.email, p.name, p.locale, m.tenant_id, m.dealer_id INTO person
  FROM people p
  JOIN memberships m ON m.person_id = p.id AND m.state = 'active'
  JOIN tenants t ON t.id = m.tenant_id AND t.state = 'active'
  WHERE p.email = wanted ORDER BY m.joined_at, m.tenant_id LIMIT 1;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO password_resets (token_hash, person_id, created_at, expires_at) VALUES (hash, person.id, at, until);
  PERFORM announce(
    person.tenant_id, fact, 'tenancy.password_reset_requested', at, 'person', person.id, person.dealer_id,
    'person', person.id, person.name, request,
    jsonb_build_object('reset_id', reset, 'person_id', person.id, 'email', person.email, 'name', person.name,
                       'locale', person.locale, 'dealer_id', person.dealer_id, 'expires_at', until));
  RETURN true;
END

$body$""",
    """REVOKE ALL ON FUNCTION start_password_reset FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION start_password_reset TO aftersales_app""",
    """ALTER FUNCTION start_password_reset OWNER TO aftersales_definer""",
    """CREATE FUNCTION finish_password_reset(hash bytea, at timestamptz, secret text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  person uuid;
BEGIN
  UPDATE password_resets r SET used_at = at
  WHERE r.token_hash = hash AND r.used_at IS NULL AND r.expires_at > at RETURNING r.person_id INTO person;
  IF person IS NULL THEN RETURN false; END IF;
  UPDATE password_resets r SET used_at = at WHERE r.person_id = person AND r.used_at IS NULL;
  UPDATE people p SET password_hash = secret WHERE p.id = person;
  DELETE FROM sessions s WHERE s.person_id = person;
  RETURN true;
END

$body$""",
    """REVOKE ALL ON FUNCTION finish_password_reset FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION finish_password_reset TO aftersales_app""",
    """ALTER FUNCTION finish_password_reset OWNER TO aftersales_definer""",
    """GRANT insert ON organisations TO aftersales_definer""",
    """GRANT insert, delete ON invitations TO aftersales_definer""",
    """GRANT select, update ON tenants TO aftersales_definer""",
    """CREATE FUNCTION invite_first_administrator(tenant uuid, headquarters uuid, invitation uuid, hash bytea, address varchar, person_name varchar, at timestamptz, until timestamptz, fact uuid, operator uuid, operator_name varchar) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

DECLARE
  t tenants%ROWTYPE;
  head uuid;
BEGIN
  SELECT * INTO t FROM tenants WHERE tenants.id = tenant FOR UPDATE;
  IF NOT FOUND OR EXISTS (
    SELECT FROM memberships m
    WHERE m.tenant_id = tenant AND m.state = 'active' AND 'administrator' = ANY(m.roles)
  ) THEN RETURN false; END IF;
  INSERT INTO organisations (tenant_id, id, kind, code, name, name_en, address, phone)
  VALUES (tenant, headquarters, 'headquarters', 'HQ', t.name, t.name_en, t.address, t.phone)
  ON CONFLICT (tenant_id, code) DO NOTHING;
  SELECT o.id INTO head FROM organisations o WHERE o.tenant_id = tenant AND o.code = 'HQ';
  DELETE FROM invitations i
  WHERE i.tenant_id = tenant AND i.accepted_at IS NULL AND 'administrator' = ANY(i.roles);
  INSERT INTO invitations (tenant_id, id, token_hash, email, name, organisation_id, roles, created_at, expires_at,
                           invited_by)
  VALUES (tenant, invitation, hash, address, person_name, head, ARRAY['administrator'], at, until, operator);
  PERFORM announce(
    tenant, fact, 'tenancy.person_invited', at, 'invitation', invitation, NULL,
    'operator', operator, operator_name, '',
    jsonb_build_object('invitation_id', invitation, 'issue', 1, 'email', address, 'name', person_name,
                       'organisation_id', head, 'dealer_id', NULL, 'roles', ARRAY['administrator'],
                       'expires_at', until));
  RETURN true;
END

$body$""",
    """REVOKE ALL ON FUNCTION invite_first_administrator FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION invite_first_administrator TO aftersales_operator""",
    """ALTER FUNCTION invite_first_administrator OWNER TO aftersales_definer""",
    """CREATE FUNCTION set_tenant_state(tenant uuid, wanted varchar, why varchar, at timestamptz, fact uuid, operator uuid, operator_name varchar) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
#variable_conflict use_column

BEGIN
  UPDATE tenants t SET state = wanted, version = t.version + 1 WHERE t.id = tenant AND t.state <> wanted;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM announce(
    tenant, fact,
    CASE wanted WHEN 'suspended' THEN 'tenancy.tenant_suspended' ELSE 'tenancy.tenant_resumed' END,
    at, 'tenant', tenant, NULL, 'operator', operator, operator_name, '',
    jsonb_build_object('tenant_id', tenant, 'reason', why));
  RETURN true;
END

$body$""",
    """REVOKE ALL ON FUNCTION set_tenant_state FROM PUBLIC""",
    """GRANT EXECUTE ON FUNCTION set_tenant_state TO aftersales_operator""",
    """ALTER FUNCTION set_tenant_state OWNER TO aftersales_definer""",
)
"""In the order in which they run."""

TABLES: Final = (
    "approval_delegations",
    "catalog_parts",
    "count_schedules",
    "credit_series",
    "deliveries",
    "document_numbers",
    "documents",
    "fact_outbox",
    "fact_seals",
    "facts",
    "files",
    "idempotency_keys",
    "jobs",
    "letterheads",
    "message_preferences",
    "messages",
    "operator_acts",
    "operators",
    "organisations",
    "people",
    "policy_versions",
    "schedules",
    "stock_entries",
    "stock_transactions",
    "tenants",
    "usage_events",
    "usage_hours",
    "usage_months",
    "usage_people_hours",
    "usage_people_months",
    "webhook_endpoints",
    "api_keys",
    "approvals",
    "credit_notes",
    "invitations",
    "job_rows",
    "ledger_accounts",
    "memberships",
    "password_resets",
    "policy_decisions",
    "product_models",
    "sessions",
    "shipments",
    "stock_balances",
    "stopwatches",
    "warehouses",
    "webhook_messages",
    "bom_lines",
    "credit_note_lines",
    "ledger_transactions",
    "returns",
    "stock_counts",
    "stock_locations",
    "units",
    "webhook_attempts",
    "ledger_entries",
    "return_lines",
    "return_open_units",
    "return_tasks",
    "stock_count_lines",
    "stock_count_sightings",
)

FUNCTIONS: Final = (
    "accept_invitation",
    "announce",
    "auth_key",
    "auth_person",
    "auth_session",
    "brands_of",
    "change_person",
    "close_session",
    "close_sessions_of",
    "correct_usage",
    "find_invitation",
    "finish_password_reset",
    "flush_usage",
    "invite_first_administrator",
    "ledger_entries_balanced",
    "open_session",
    "operator_calls",
    "operator_deliveries",
    "operator_fleets",
    "operator_load",
    "operator_outbox",
    "operator_replay",
    "operator_usage",
    "post_stock",
    "refuse_change_of_published_policy",
    "schema_revision",
    "set_tenant_state",
    "start_password_reset",
    "stock_entries_balanced",
    "switch_session",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(f"DROP TABLE {', '.join(TABLES)} CASCADE")
    for name in FUNCTIONS:
        connection.exec_driver_sql(f"DROP FUNCTION {name}")

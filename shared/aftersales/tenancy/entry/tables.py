"""The few functions that look past the walls to find out who is asking, and to let them in."""

from aftersales.kernel.tables import DEFINER_ROLE, definer

definer(
    "auth_session(hash bytea, at timestamptz) RETURNS TABLE (person_id uuid, person_name varchar, email varchar, "
    "locale varchar, tenant_id uuid, tenant_state varchar, organisation_id uuid, dealer_id uuid, roles varchar[], "
    "csrf_hash bytea, by_cookie boolean, expires_at timestamptz)",
    """
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
""",
    grants=("select ON sessions, people, tenants, memberships, organisations",),
)

definer(
    "auth_key(hash bytea, at timestamptz) RETURNS TABLE (key_id uuid, name varchar, tenant_id uuid, "
    "tenant_state varchar, organisation_id uuid, dealer_id uuid, scopes varchar[])",
    """
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
""",
    grants=("select, update ON api_keys",),
)

definer(
    "caller_by_session(hash bytea, at timestamptz) RETURNS TABLE (person_id uuid, person_name varchar, email varchar, "
    "locale varchar, tenant_id uuid, tenant_state varchar, organisation_id uuid, dealer_id uuid, roles varchar[], "
    "csrf_hash bytea, by_cookie boolean, expires_at timestamptz, spent jsonb)",
    """
BEGIN
  RETURN QUERY SELECT s.*, t.spent FROM auth_session(hash, at) s JOIN tenants t ON t.id = s.tenant_id;
END
""",
    grants=(),
)

definer(
    "caller_by_key(hash bytea, at timestamptz) RETURNS TABLE (key_id uuid, name varchar, tenant_id uuid, "
    "tenant_state varchar, organisation_id uuid, dealer_id uuid, scopes varchar[], spent jsonb)",
    """
BEGIN
  RETURN QUERY SELECT k.*, t.spent FROM auth_key(hash, at) k JOIN tenants t ON t.id = k.tenant_id;
END
""",
    grants=(),
)
"""The same callers with what their tenant's plan gives no more of; an earlier release asks the functions above."""

definer(
    "auth_person(address varchar) RETURNS TABLE (id uuid, name varchar, locale varchar, password_hash text)",
    """
BEGIN
  RETURN QUERY SELECT p.id, p.name, p.locale, p.password_hash FROM people p WHERE p.email = address;
END
""",
    grants=(),
)

definer(
    "brands_of(person uuid) RETURNS TABLE (tenant_id uuid, code varchar, name varchar, name_en varchar, "
    "state varchar, organisation_id uuid, organisation_name varchar, roles varchar[])",
    """
BEGIN
  RETURN QUERY
  SELECT t.id, t.code, t.name, t.name_en, t.state, m.organisation_id, o.name, m.roles
  FROM memberships m JOIN tenants t ON t.id = m.tenant_id
  JOIN organisations o ON o.tenant_id = m.tenant_id AND o.id = m.organisation_id
  WHERE m.person_id = person AND m.state = 'active' AND o.state = 'active'
  ORDER BY t.code;
END
""",
    grants=(),
)

definer(
    "open_session(hash bytea, person uuid, tenant uuid, csrf bytea, cookie boolean, until timestamptz) RETURNS void",
    """
BEGIN
  INSERT INTO sessions (token_hash, person_id, tenant_id, csrf_hash, by_cookie, expires_at)
  SELECT hash, person, tenant, csrf, cookie, until
  FROM memberships m WHERE m.tenant_id = tenant AND m.person_id = person AND m.state = 'active';
END
""",
    grants=("insert, update, delete ON sessions",),
)

definer(
    "switch_session(hash bytea, tenant uuid) RETURNS boolean",
    """
BEGIN
  UPDATE sessions s SET tenant_id = tenant
  WHERE s.token_hash = hash AND EXISTS (
    SELECT FROM memberships m
    JOIN tenants t ON t.id = m.tenant_id AND t.state = 'active'
    JOIN organisations o ON o.tenant_id = m.tenant_id AND o.id = m.organisation_id AND o.state = 'active'
    WHERE m.tenant_id = tenant AND m.person_id = s.person_id AND m.state = 'active');
  RETURN FOUND;
END
""",
    grants=(),
)

definer(
    "close_session(hash bytea) RETURNS void",
    "BEGIN\n  DELETE FROM sessions s WHERE s.token_hash = hash;\nEND",
    grants=(),
)

definer(
    "close_sessions_of(person uuid) RETURNS void",
    """
BEGIN
  DELETE FROM sessions s
  WHERE s.person_id = person AND s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid;
END
""",
    grants=(),
)

definer(
    "forget_entries(before timestamptz, most integer) RETURNS bigint",
    """
DECLARE
  ended bigint;
  used bigint;
BEGIN
  DELETE FROM sessions s WHERE s.token_hash IN (
    SELECT x.token_hash FROM sessions x
    WHERE x.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    AND x.expires_at < least(before, now()) LIMIT most);
  GET DIAGNOSTICS ended = ROW_COUNT;
  DELETE FROM password_resets r WHERE r.token_hash IN (
    SELECT x.token_hash FROM password_resets x
    JOIN memberships m ON m.person_id = x.person_id
    AND m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    WHERE x.expires_at < least(before, now()) LIMIT most);
  GET DIAGNOSTICS used = ROW_COUNT;
  RETURN greatest(ended, used);
END
""",
    grants=("delete ON password_resets",),
)
"""Sessions and reset links of the caller's tenant that have expired long ago; never one that still lets in."""

definer(
    "find_invitation(hash bytea, at timestamptz) RETURNS TABLE (tenant_id uuid, tenant_name varchar, id uuid, "
    "email varchar, name varchar, organisation_id uuid, dealer_id uuid, roles varchar[], person_id uuid, "
    "is_member boolean)",
    """
BEGIN
  RETURN QUERY
  SELECT i.tenant_id, t.name, i.id, i.email, i.name, i.organisation_id, i.dealer_id, i.roles, p.id,
         EXISTS (SELECT FROM memberships m WHERE m.tenant_id = i.tenant_id AND m.person_id = p.id)
  FROM invitations i JOIN tenants t ON t.id = i.tenant_id LEFT JOIN people p ON p.email = i.email
  JOIN organisations o ON o.tenant_id = i.tenant_id AND o.id = i.organisation_id AND o.state = 'active'
  WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.expires_at > at AND t.state = 'active';
END
""",
    grants=("select, update ON invitations",),
)

definer(
    "accept_invitation(hash bytea, at timestamptz, new_id uuid, person_name varchar, secret text, "
    "person_locale varchar DEFAULT 'zh') RETURNS uuid",
    """
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
""",
    grants=("insert, update ON people", "insert ON memberships"),
)

definer(
    "change_person(person uuid, wanted_name varchar, wanted_phone varchar, wanted_locale varchar) RETURNS boolean",
    """
BEGIN
  UPDATE people p SET name = wanted_name, phone = wanted_phone, locale = wanted_locale
  WHERE p.id = person AND EXISTS (
    SELECT FROM memberships m
    WHERE m.person_id = p.id AND m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
  RETURN FOUND;
END
""",
    grants=(),
)

definer(
    "announce(tenant uuid, fact uuid, fact_name varchar, happened timestamptz, kind varchar, subject uuid, "
    "dealer uuid, by_kind varchar, by_id uuid, by_name varchar, request varchar, body jsonb) RETURNS void",
    """
BEGIN
  INSERT INTO facts (tenant_id, id, name, at, subject_kind, subject_id, actor_kind, actor_id, actor_name,
                     dealer_id, request_id, payload)
  VALUES (tenant, fact, fact_name, happened, kind, subject, by_kind, by_id, by_name, dealer, request, body);
  INSERT INTO fact_outbox (tenant_id, fact_id) VALUES (tenant, fact);
END
""",
    grants=("insert ON facts, fact_outbox",),
    role=DEFINER_ROLE,
)
"""A fact told by those who have no tenant's transaction; only the functions beside it may call it."""

definer(
    "start_password_reset(wanted varchar, reset uuid, hash bytea, at timestamptz, until timestamptz, fact uuid, "
    "request varchar) RETURNS boolean",
    """
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
""",
    grants=("select, insert, update ON password_resets",),
)

definer(
    "finish_password_reset(hash bytea, at timestamptz, secret text) RETURNS boolean",
    """
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
""",
    grants=(),
)

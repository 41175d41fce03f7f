"""What an operator may do to a tenant, as functions: nothing of a tenant's own is within an operator's reach."""

from aftersales.kernel.tables import OPERATOR_ROLE, definer

definer(
    "invite_first_administrator(tenant uuid, headquarters uuid, invitation uuid, hash bytea, address varchar, "
    "person_name varchar, at timestamptz, until timestamptz, fact uuid, operator uuid, operator_name varchar) "
    "RETURNS boolean",
    """
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
""",
    grants=("insert ON organisations", "insert, delete ON invitations", "select, update ON tenants"),
    role=OPERATOR_ROLE,
)

definer(
    "set_tenant_state(tenant uuid, wanted varchar, why varchar, at timestamptz, fact uuid, operator uuid, "
    "operator_name varchar) RETURNS boolean",
    """
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
""",
    grants=(),
    role=OPERATOR_ROLE,
)

-- What each database of Aftersales needs before its first migration. Run in it by a superuser, once or again.

ALTER SCHEMA public OWNER TO aftersales_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO aftersales_app, aftersales_relay, aftersales_operator;

-- A function can only be owned by a role that may create in its schema.
GRANT USAGE, CREATE ON SCHEMA public TO aftersales_definer;

-- What erases a tenant and what brings one in reaches every table of tenants, also those of a later release.
ALTER DEFAULT PRIVILEGES FOR ROLE aftersales_owner IN SCHEMA public
    GRANT SELECT, INSERT, DELETE ON TABLES TO aftersales_definer;

-- Whoever else looks in (a person, a report) holds old row versions no longer than our own roles do.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = %L', current_database(), '60s');
END
$$;

-- The roles of Aftersales. Run by a superuser, once or again; passwords are set apart from this file.
--   owner     owns the database and the schema, runs migrations
--   app       the API and the workers; row security binds it
--   relay     moves facts to deliveries for all tenants, by policies of its own
--   operator  platform tables only, never tenant data
--   definer   owns the few SECURITY DEFINER functions; nobody logs in as it

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY[
        'aftersales_owner', 'aftersales_app', 'aftersales_relay', 'aftersales_operator', 'aftersales_definer'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I', role);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE aftersales_owner    LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE aftersales_app      LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE aftersales_relay    LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE aftersales_operator LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE aftersales_definer  NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;

-- The owner hands functions over to the definer.
GRANT aftersales_definer TO aftersales_owner;

-- A forgotten transaction holds locks and old row versions no longer than this.
ALTER ROLE aftersales_owner    SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE aftersales_app      SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE aftersales_relay    SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE aftersales_operator SET idle_in_transaction_session_timeout = '60s';

"""How entries are written: one function in the database, whatever the number of postings and moves.

It runs with the caller's rights. Balances are locked in the order of (location, part), so that two postings never
wait for each other; a shortage is answered, not raised, so that the caller's transaction can go on.

What a foreign key would ask row by row, the trigger on the entries asks once for all of them: their transaction is
there, they sum to zero for each part, and the balance is what the last of them says.

A plan made for two moves is wrong for twenty thousand, so each call is planned for what it carries, and balances are
looked up by key (OFFSET 0 keeps the planner from turning that into a join it would misjudge on a fresh table).
"""

from typing import Final

BALANCED: Final = """
CREATE OR REPLACE FUNCTION stock_entries_balanced() RETURNS trigger LANGUAGE plpgsql
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
$body$
"""

TRIGGER: Final = """
CREATE TRIGGER balanced AFTER INSERT ON stock_entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION stock_entries_balanced()
"""

POST_STOCK: Final = """
CREATE OR REPLACE FUNCTION post_stock(
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
$body$
"""

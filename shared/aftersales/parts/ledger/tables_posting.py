"""How entries are written: one function in the database, whatever the number of postings and moves.

It runs with the caller's rights. Balances are locked in the order of (location, part), so that two postings never
wait for each other; a shortage is answered, not raised, so that the caller's transaction can go on.
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
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $body$
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
  JOIN stock_balances b ON b.tenant_id = tenant AND b.location_id = w.location_id AND b.part_id = w.part_id
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

  WITH m AS (
    SELECT u.number, u.location_id, u.part_id, u.change
    FROM unnest(numbers, locations, parts, changes) AS u(number, location_id, part_id, change)
    WHERE u.number = ANY (fresh)
  ), w AS (
    SELECT m.location_id, m.part_id, sum(m.change)::bigint AS change, count(*) AS entries
    FROM m GROUP BY m.location_id, m.part_id
  ), moved AS (
    UPDATE stock_balances b
    SET quantity = b.quantity + w.change, position = b.position + w.entries, at = instant
    FROM w WHERE b.tenant_id = tenant AND b.location_id = w.location_id AND b.part_id = w.part_id
    RETURNING b.location_id, b.part_id, b.dealer_id, b.quantity - w.change AS quantity,
              b.position - w.entries AS position
  )
  INSERT INTO stock_entries (tenant_id, location_id, part_id, position, transaction_id, dealer_id, quantity,
                             balance, at)
  SELECT tenant, m.location_id, m.part_id, moved.position + row_number() OVER place, ids[m.number], moved.dealer_id,
         m.change, moved.quantity + sum(m.change) OVER place, instant
  FROM m JOIN moved ON moved.location_id = m.location_id AND moved.part_id = m.part_id
  WINDOW place AS (PARTITION BY m.location_id, m.part_id ORDER BY m.number);

  RETURN QUERY SELECT 'posted', n, ids[n], NULL::uuid, NULL::bigint, NULL::bigint FROM unnest(fresh) AS n;
END
$body$
"""

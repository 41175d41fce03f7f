"""What every context stands on: money, ids, time, refusals, transactions, tables; it knows no domain."""

"""Parts: warehouses and their zones, the stock ledger, stock counts."""

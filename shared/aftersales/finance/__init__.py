"""Finance: credits to dealers in a double-entry ledger, their notes and statements."""

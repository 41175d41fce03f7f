"""The stock ledger: double entry between locations, only growing."""

"""Stock counts: blind entry, recount, approval, gain and loss posted to the ledger."""

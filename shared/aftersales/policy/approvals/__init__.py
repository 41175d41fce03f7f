"""Approvals: ordered steps by role and amount, counter-signatures that agree, rejection with a reason."""

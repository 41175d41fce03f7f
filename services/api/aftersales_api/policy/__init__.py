"""Policies, their decisions, approvals and stopwatches over HTTP."""

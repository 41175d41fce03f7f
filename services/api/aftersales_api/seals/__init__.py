"""Seals over the audit trail."""

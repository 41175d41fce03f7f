"""Customers without a login over HTTP."""

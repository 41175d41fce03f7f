"""Warehouses and stock over HTTP."""

"""Warehouses and opening stock from sheets."""

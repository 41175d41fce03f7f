"""Tenants, their organisations, people and keys: who is who, and who may come in."""

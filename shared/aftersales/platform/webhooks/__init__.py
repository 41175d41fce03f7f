"""Webhooks: a tenant's own systems are told of its facts, signed and in time."""

"""Operators' access to a tenant's data over HTTP: asked and opened by operators, granted and watched by the tenant."""

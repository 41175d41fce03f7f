"""What platform operators do: provision, suspend and resume tenants, each act on record."""

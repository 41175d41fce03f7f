"""The delivery log: what a tenant's workers did, are doing and could not do."""

"""Access of operators to a tenant's data: asked for, granted by the tenant, timed, recorded."""

"""The end of a tenant: asked for by one operator, confirmed by another, delayed, and kept as a signed receipt."""

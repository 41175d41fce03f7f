"""Long work and its progress over HTTP."""

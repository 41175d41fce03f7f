"""Plans and quotas over HTTP: operators make them, tenants read what is left."""

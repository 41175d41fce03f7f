"""Plans and quotas: how much a tenant's month includes, when it is warned, and where more is refused."""

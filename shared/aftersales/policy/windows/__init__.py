"""Filing windows and quotas: when one may apply, and how often in a period."""

"""The platform's own memory: facts, deliveries, schedules, idempotency keys, long jobs, webhook endpoints."""

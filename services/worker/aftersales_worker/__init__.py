"""The worker: turns facts, timers and schedules into effects, each exactly once."""

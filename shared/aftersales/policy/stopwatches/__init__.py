"""Stopwatches: every time limit, started, paused and stopped by events and recomputable from them."""

"""What happened to a sold unit that its warranty depends on: repairs, meter readings, stops, extended cards."""

"""Pre-authorisations: what is allowed before the work begins, bound to a unit, its parts, an amount and a day."""

"""Metering: what each tenant used, counted once, added up by hour and month, and open to be counted again."""

"""Factories, dealers, stations, suppliers and carriers: kept one by one or by the sheet."""

"""Packing a return and sending it on its way."""

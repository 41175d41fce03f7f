"""The return and its lines until they leave the dealer."""

"""Catalogue: product models and the factory that makes each, parts and their prices, bills of material."""

"""Rulings: what people with authority decided where coverage advised otherwise, beside the advice."""

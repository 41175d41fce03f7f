"""The tenant itself, as its own people read and change it."""

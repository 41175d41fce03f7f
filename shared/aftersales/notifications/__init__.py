"""Notifications: who is told what, in which language, by which channel, once."""

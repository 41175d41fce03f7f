"""Inbox, preferences and the message log over HTTP."""

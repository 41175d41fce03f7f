"""Coming in: sessions, keys, invitations, new passwords, operators."""

"""The local platform: every server Aftersales needs, as child processes of one small supervisor."""

"""Every test of Aftersales; each folder is one context."""

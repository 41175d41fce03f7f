"""Models, parts and bills of material from sheets."""

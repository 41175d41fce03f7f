"""Product models, parts and bills of material over HTTP."""

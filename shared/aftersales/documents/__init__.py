"""Documents: files, templates, rendering, signatures and verification."""

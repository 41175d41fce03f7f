"""Papers as pure data in and PDF/A out, each with a code that anyone can verify offline."""

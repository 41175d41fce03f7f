"""Reading the meter over HTTP, and counting the requests that come in."""

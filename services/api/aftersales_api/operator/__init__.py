"""What platform operators do over HTTP."""

"""What the speed figures are measured with: each module has a `measure()`."""

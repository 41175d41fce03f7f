"""What was sent out in place of parts that came back."""

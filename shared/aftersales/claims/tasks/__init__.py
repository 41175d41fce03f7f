"""What a person must do because of a return."""

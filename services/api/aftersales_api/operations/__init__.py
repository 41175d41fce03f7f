"""What operators ask of the platform as a whole."""

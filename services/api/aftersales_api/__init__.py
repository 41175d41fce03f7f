"""The HTTP face: parses, calls one service function, answers."""

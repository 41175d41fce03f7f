"""What the factory does with a return: receive, inspect, dispose, settle, close."""

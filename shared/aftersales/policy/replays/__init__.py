"""The time machine: a version of the policy decides over what others have decided, and says what would flip."""

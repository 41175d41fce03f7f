"""People as one tenant knows them: invited, joined, given roles, suspended."""

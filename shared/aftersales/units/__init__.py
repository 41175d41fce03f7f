"""Units: the installed base, each sold unit with its serial, its dealer, its owner and its dates."""

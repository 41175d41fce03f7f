"""Whether a paper in somebody's hand is the one on record, asked by its code and answered to everybody."""

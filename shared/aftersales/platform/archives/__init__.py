"""One tenant whole, in one file: every row and every object with its hash, to carry away or to bring in."""

"""Policy: what a manufacturer promises its dealers, written as data, and the decisions that follow from it."""

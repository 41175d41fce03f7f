"""What a period's returns come to: how they were decided, by which clause, at what cost, for whom."""

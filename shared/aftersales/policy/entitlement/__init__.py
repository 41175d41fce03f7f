"""What a sold unit is entitled to on one day: terms, cards, guarantees on repairs and the floor of the law."""

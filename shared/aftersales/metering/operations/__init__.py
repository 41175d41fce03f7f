"""Operations: what an operator sees of all tenants side by side, in numbers and identities only."""

"""Two invented brands to try the product with: what they make, who sells it and who bought it."""

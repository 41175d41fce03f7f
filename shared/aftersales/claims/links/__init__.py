"""A customer without a login sees where their return is, by a link that the brand or the dealer gave them."""

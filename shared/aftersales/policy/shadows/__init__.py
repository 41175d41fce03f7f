"""Shadow mode: a version of the policy decides silently beside people until their agreement is proven."""

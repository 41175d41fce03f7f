"""Files that people upload straight to the object store, checked before anyone uses them."""

"""Files of other systems, each by its own layout."""

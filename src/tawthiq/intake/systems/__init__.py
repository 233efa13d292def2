"""Files of other systems, each by a module that knows its layout."""

"""Files into records: read whole, checked whole, entered whole or not at all."""

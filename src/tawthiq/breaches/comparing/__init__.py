"""What happened before and after an agreement began, in its zones and beside them."""

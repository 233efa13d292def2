"""What agreements asked for by a time: done, not done, late, or not recorded."""

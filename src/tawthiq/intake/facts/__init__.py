"""What a file tells of itself: its device, its time, its place; and a hash of how it looks."""

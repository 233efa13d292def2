"""The same victim and the same incident across sources: proposed, judged, explained."""

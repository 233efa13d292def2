"""Tables of any layout, by a mapping that says what each column means."""

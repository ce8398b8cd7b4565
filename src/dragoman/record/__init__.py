"""What was read and resolved, joined into the attributions and events of a record."""

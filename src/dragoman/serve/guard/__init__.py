"""What keeps the desk safe: who may ask, from where, how much, and what the browser may do with the answer."""

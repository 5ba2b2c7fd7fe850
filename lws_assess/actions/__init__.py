"""What people do: one function each, the session first and `now` handed in."""

"""What tests build: partnerships with rounds and events, and the people in them."""

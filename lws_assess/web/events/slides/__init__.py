"""Slides of an event's screen, part by part: what is large, what is small, and what a screen reader says of them."""

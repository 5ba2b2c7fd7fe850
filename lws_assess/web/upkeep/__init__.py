"""What the calendar asks for: carrying out what is due, clocks in doubt, and erasing what is old.

Imports of this floor: post. Imported on this floor by: events, people, rounds, start.
"""

"""What the calendar asks for: carrying out what is due, clocks in doubt, and erasing what is old.

Any wing of this floor but post may import from here; this wing imports post and the floor itself.
"""

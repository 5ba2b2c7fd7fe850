"""Mail to people outside: addresses out of what was pasted, invitations, the outbox, and who asked for no more.

Plans and the demo may import from here; this wing imports rounds and the floor itself.
"""

"""Mail to people outside: addresses out of what was pasted, invitations, the outbox, and who asked for no more.

Imports of this floor: rounds. Imported on this floor by: plans.
"""

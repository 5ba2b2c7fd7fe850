"""Mail and what is sent by it: invitations, reminders, alerts, and the page on which people ask for no more.

Any wing of this floor may import from here; this wing imports only modules that stand directly on the floor.
"""

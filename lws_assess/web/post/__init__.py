"""Mail and what is sent by it: invitations, reminders, alerts, and the page on which people ask for no more.

Imports of this floor: none. Imported on this floor by: events, people, plans, results, rounds, start, upkeep.
"""

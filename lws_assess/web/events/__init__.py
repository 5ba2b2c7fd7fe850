"""Visioning events: planning one, its hosts, phones, screens, scribes and tables, and its summary.

Only start imports from here; this wing may import every other wing of the floor but people and start.
"""

"""What we keep: SQLAlchemy tables and queries, one file per noun."""

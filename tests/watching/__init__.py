"""What watches the product at work: statements, owners, neighbours, names and words put wrong."""

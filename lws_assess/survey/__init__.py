"""What a survey is and what answers mean. Imports the standard library and numpy only."""

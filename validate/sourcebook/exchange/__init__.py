"""What comes in from outside, and goes out: spreadsheets, and the datasets of others."""

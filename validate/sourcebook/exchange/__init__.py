"""Rows that come from elsewhere, and rows that go there: other people's datasets and forms."""

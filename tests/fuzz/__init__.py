"""Made-up datasets and damaged files, for what must hold whatever one is given."""

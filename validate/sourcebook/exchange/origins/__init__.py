"""Datasets of the field as rows of ours, and ours in their columns, by a mapping in YAML.

The mapping says all that there is to know of an origin: its columns and its codebook, what becomes
of them, its licence. The code knows no dataset, so there is no module for one either. A row of the
origin becomes rows of several tables, all of them or none, and every row and value is accounted
for: imported, recognised, or reported with the reason.
"""

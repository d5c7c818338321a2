"""What a project begins with where no table is given: one to replace, and to learn from."""

from __future__ import annotations

DESCRIPTOR = """\
# What the dataset is. The words are those of https://datapackage.org/standard/data-package/.
name: {name}
title: {title}
# In a sentence or two: what is in it, where it comes from, what it leaves out.
# description: ...
version: 0.1.0
# Under which terms others may use it. Without this they may not, in most countries.
# licenses:
#   - {{name: CC-BY-4.0, title: Creative Commons Attribution 4.0, path: "https://creativecommons.org/licenses/by/4.0/"}}
# contributors:
#   - {{title: Your name, roles: [creator]}}
# The tables, each with its file and its schema: schemas/<schema>.yaml.
resources:
{resources}"""

SCHEMA = """\
# One schema a table. It drives everything: the checks, the package, the codebook, the site.
# The words are those of https://datapackage.org/standard/table-schema/, and `rules` of our own.
name: trees
title: Trees
description: An example, to be replaced. One row a tree of a park.
# What tells two rows apart. Give each row an id that says nothing, and never use it again.
primaryKey: [tree_id]
fields:
  - name: tree_id
    type: string
    title: Tree
    example: tre-001
    constraints: {required: true, pattern: "tre-[0-9]{3}"}
  - name: species
    type: string
    title: Species
    # Codes: nothing else may stand there, and the codebook says what each means.
    categories:
      - {value: oak, label: Oak, description: "Any species of Quercus."}
      - {value: lime, label: Lime, description: "Any species of Tilia."}
    constraints: {required: true}
  - name: planted_on
    type: date
    title: Planted
    description: Empty where nobody knows. An empty cell is no value, and never zero.
  - name: felled_on
    type: date
    title: Felled
  - name: height
    type: number
    title: Height
    # A number without a unit says little.
    unit: metres
    constraints: {minimum: 0, maximum: 120}
rules:
  # What one field can't say: a condition in SQL on each row. Where a cell is empty it is not asked.
  - id: felled-after-planting
    title: A tree is felled after it was planted
    severity: error
    expression: felled_on >= planted_on
    fields: [planted_on, felled_on]
    message: "planted on {planted_on}, but felled on {felled_on}"
"""

ROWS = """\
tree_id,species,planted_on,felled_on,height
tre-001,oak,1908-11-02,,23.5
tre-002,lime,1961-03-15,2019-10-04,17
tre-003,oak,,,9.2
"""

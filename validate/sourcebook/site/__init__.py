"""The site: mkdocs pages, charts and downloads, made from a built package and from nothing else.

``plugin`` is the door that mkdocs knocks at. ``declared`` is what a dataset says about its pages
(``site.yaml``), ``contents`` is its built package; every other module makes one kind of page from
these two. Text from data meets HTML only in ``text``, ``cells`` and autoescaping templates.
"""

"""A pull request reviewed: what it touches is checked against its base, and told where it is read.

``touched`` finds the base and the datasets, ``reviewing`` checks them, ``gathering`` makes of what
was found a ``Comment``: plain texts, which ``markdown`` makes safe to post and ``forge`` posts.
"""

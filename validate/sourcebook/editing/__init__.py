"""What happens to tables that people keep in git: their canonical form, and merging two versions.

Both read the files strictly: what can be read in two ways is refused with its place, never guessed.
"""

from sourcebook.editing.form import Form, arranged, form
from sourcebook.editing.text import Refusal, RefusedError

__all__ = ["Form", "Refusal", "RefusedError", "arranged", "form"]

"""What obstore raises, as one line of ours that holds nothing secret: errors of a store may."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sourcebook.catalogue.document import CatalogueError
from sourcebook.catalogue.stores import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def errors(url: str) -> Iterator[None]:
    """Raise ``CatalogueError``, or ``TransientError`` for what may pass, for all that it raises."""
    from obstore import exceptions

    try:
        yield
    except (exceptions.UnauthenticatedError, exceptions.PermissionDeniedError):
        raise CatalogueError(
            f"{url}: the store refuses access. Check the credentials in the environment."
        ) from None
    except exceptions.UnknownConfigurationKeyError:
        raise CatalogueError(f"{url}: a variable of the environment is not known.") from None
    except (exceptions.GenericError, exceptions.JoinError) as error:
        status = re.search(r"status code: (\d{3})|<Code>(\w{1,60})</Code>", str(error))
        said = f" (it says {status[1] or status[2]})" if status else ""
        raise TransientError(
            f"{url}: the store can't be reached or doesn't do what was asked{said}. "
            "Check the address, the region and the credentials in the environment."
        ) from None
    except (exceptions.BaseError, ValueError) as error:
        raise CatalogueError(
            f"{url}: the store refuses it ({type(error).__name__}). Check the address."
        ) from None

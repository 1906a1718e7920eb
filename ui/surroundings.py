"""What Gradio must find in the environment before it is first imported: no analytics, all files in the data folder.

Import this and call `prepare` before anything that imports gradio.
"""

import os

from assistant.errors import StorageError
from assistant.settings import Settings

UPLOADS = "uploads"


def prepare(settings: Settings) -> None:
    """Makes the page's folders and points Gradio to them. Raises StorageError where they cannot be made."""
    uploads = settings.data_dir.resolve() / UPLOADS
    for folder in (uploads, settings.reports_dir, settings.logs_dir):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"the folder {folder} cannot be made: {error.strerror or error}. "
                "Name another place for the data with PLUMBLINE_DATA_DIR."
            ) from error
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

"""What every value of the knowledge is made of: ids, texts, weights, and the strict frozen model."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError("pattern", "is no regular expression ({reason})", {"reason": str(error)}) from error
    return pattern


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$", max_length=64)]
DocumentId = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f/\\]+$", max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Pattern = Annotated[Text, AfterValidator(_compiles)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
Weight = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=60)]
Weights = Annotated[Mapping[Id, Weight], Field(min_length=1)]


class Value(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

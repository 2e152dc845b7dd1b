from collections.abc import Mapping
from typing import Any

from jsonschema.exceptions import SchemaError as SchemaError
from jsonschema.exceptions import ValidationError as ValidationError
from jsonschema.validators import Draft202012Validator as Draft202012Validator

class FormatChecker: ...

def validate(instance: object, schema: Mapping[str, Any], *args: Any, **kwargs: Any) -> None: ...

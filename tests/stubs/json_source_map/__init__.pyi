from json_source_map import errors as errors
from json_source_map import types as types

def calculate(source: str) -> types.TSourceMap: ...

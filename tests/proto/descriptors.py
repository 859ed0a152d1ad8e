"""The protocol as descriptors: what its comments and names lack, and what an older client of it would
miss."""

import os
import re
import tempfile

from google.protobuf import descriptor_pb2

import stubs

FILES = ["sitrep/v1/" + name + ".proto" for name in (
    "event", "filter", "event_service", "directory_service", "admin_service")]
KEPT = os.path.join(stubs.TOP, "tests/proto/sitrep.v1.binpb")


def current(source_info=True):
    """The FileDescriptorSet of the protocol as it stands."""
    with tempfile.NamedTemporaryFile() as file:
        options = ["--include_source_info"] if source_info else []
        stubs.protoc("--descriptor_set_out=" + file.name, *options, *FILES)
        return descriptor_pb2.FileDescriptorSet.FromString(file.read())


def kept():
    """The one that clients out there were built from."""
    with open(KEPT, "rb") as file:
        return descriptor_pb2.FileDescriptorSet.FromString(file.read())


def lint(files):
    """Problems of comments and names."""
    for file in files.file:
        comments = {tuple(place.path): place.leading_comments.strip()
                    for place in file.source_code_info.location}
        for path, kind, name in _elements(file):
            if len(comments.get(path, "")) < 3:
                yield f"{file.name}: {kind} {name} has no comment"
        for enum in _enums(file):
            yield from _lint_enum(file, enum)
        for service in file.service:
            for method in service.method:
                if not method.input_type.endswith(f".{method.name}Request"):
                    yield f"{file.name}: rpc {method.name} takes {method.input_type}"
                if not method.output_type.endswith(f".{method.name}Response"):
                    yield f"{file.name}: rpc {method.name} returns {method.output_type}"


def _lint_enum(file, enum):
    prefix = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", enum.name).upper() + "_"
    first = enum.value[0]
    if (first.number, first.name) != (0, prefix + "UNSPECIFIED"):
        yield f"{file.name}: enum {enum.name} does not begin with {prefix}UNSPECIFIED = 0"
    for value in enum.value:
        if not value.name.startswith(prefix):
            yield f"{file.name}: {value.name} does not carry the name of {enum.name}"


def _elements(file):
    """(path in the source info, kind, name) of all that must be commented."""
    for i, message in enumerate(file.message_type):
        yield from _message_elements((4, i), message)
    for i, enum in enumerate(file.enum_type):
        yield from _enum_elements((5, i), enum)
    for i, service in enumerate(file.service):
        yield (6, i), "service", service.name
        for j, method in enumerate(service.method):
            yield (6, i, 2, j), "rpc", f"{service.name}.{method.name}"


def _message_elements(path, message):
    if message.options.map_entry:
        return
    yield path, "message", message.name
    for i, field in enumerate(message.field):
        yield path + (2, i), "field", f"{message.name}.{field.name}"
    for i, nested in enumerate(message.nested_type):
        yield from _message_elements(path + (3, i), nested)
    for i, enum in enumerate(message.enum_type):
        yield from _enum_elements(path + (4, i), enum)


def _enum_elements(path, enum):
    yield path, "enum", enum.name
    for i, value in enumerate(enum.value):
        yield path + (2, i), "enum value", value.name


def _messages(file):
    """(full name, message), nested ones included."""
    waiting = [(file.package + "." + message.name, message) for message in file.message_type]
    while waiting:
        name, message = waiting.pop()
        yield name, message
        waiting += [(name + "." + nested.name, nested) for nested in message.nested_type]


def _enums(file):
    yield from file.enum_type
    for _, message in _messages(file):
        yield from message.enum_type


def breaking(old, new):
    """What a client built from `old` would miss or misread in `new`."""
    olds, news = _promises(old), _promises(new)
    for key in sorted(olds):
        if key not in news:
            yield f"{key} is gone"
        elif news[key] != olds[key]:
            yield f"{key} was {olds[key]} and is {news[key]}"


def _promises(files):
    """What must never change, by what it is about. Field and value numbers are the keys."""
    promises = {}
    for file in files.file:
        for name, message in _messages(file):
            promises["message " + name] = ""
            for field in message.field:
                oneof = (message.oneof_decl[field.oneof_index].name
                         if field.HasField("oneof_index") else "")
                promises[f"field {field.number} of {name}"] = (
                    field.name, field.type, field.label, field.type_name, oneof)
        for enum in _enums(file):
            for value in enum.value:
                promises[f"value {value.number} of {enum.name}"] = value.name
        for service in file.service:
            for method in service.method:
                promises[f"rpc {file.package}.{service.name}.{method.name}"] = (
                    method.input_type, method.output_type, method.client_streaming,
                    method.server_streaming)
    return promises

"""The messages and stubs of the protocol, made by protoc when the tests begin.

Importing this module makes them; they are then ordinary modules:

    from stubs import event_pb2, event_service_pb2, event_service_pb2_grpc
"""

import atexit
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

import google

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

_IMPORT_ROOTS = ("proto", "third_party/googleapis", "tests/ledger/protos")


def proto_files(import_root):
    """The .proto files under an import root, relative to it."""
    top = os.path.join(TOP, import_root)
    return sorted(
        os.path.relpath(os.path.join(folder, name), top)
        for folder, _, names in os.walk(top)
        for name in names
        if name.endswith(".proto"))


def protoc(*arguments):
    """Runs protoc over the import roots."""
    includes = ["-I" + os.path.join(TOP, root) for root in _IMPORT_ROOTS]
    subprocess.run(["/usr/bin/protoc", *includes, *arguments], check=True)


def _make():
    folder = tempfile.mkdtemp(prefix="sitrep-stubs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files = [name for root in _IMPORT_ROOTS for name in proto_files(root)]
    protoc("--python_out=" + folder, "--grpc_python_out=" + folder,
           "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", *files)
    sys.path.insert(0, folder)
    # Debian's python3-protobuf owns the package `google`; google.rpc is ours.
    google.__path__.append(os.path.join(folder, "google"))


_make()

for _name in ("event", "filter", "event_service", "directory_service", "admin_service"):
    globals()[_name + "_pb2"] = importlib.import_module("sitrep.v1." + _name + "_pb2")
for _name in ("event_service", "directory_service", "admin_service"):
    globals()[_name + "_pb2_grpc"] = importlib.import_module("sitrep.v1." + _name + "_pb2_grpc")
for _name in ("health_pb2", "health_pb2_grpc", "reflection_pb2", "reflection_pb2_grpc"):
    globals()[_name] = importlib.import_module(_name)
status_pb2 = importlib.import_module("google.rpc.status_pb2")
error_details_pb2 = importlib.import_module("google.rpc.error_details_pb2")

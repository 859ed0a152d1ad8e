"""C++ code from .proto files, with Debian's protoc and gRPC plugin."""

_INCLUDES = "-I proto -I third_party/googleapis -I ."

def _cc_generated(name, srcs, proto_files, flags, suffixes, deps, visibility):
    outs = [src[:-len(".proto")] + suffix for src in srcs for suffix in suffixes]
    native.genrule(
        name = name + "_gen",
        srcs = srcs + proto_files,
        outs = outs,
        cmd = "/usr/bin/protoc {} {} {}".format(
            _INCLUDES,
            flags,
            " ".join(["$(location {})".format(src) for src in srcs]),
        ),
        message = "Generating",
    )
    native.cc_library(
        name = name,
        srcs = [out for out in outs if out.endswith(".cc")],
        hdrs = [out for out in outs if out.endswith(".h")],
        copts = ["-w"],
        includes = ["."],
        visibility = visibility,
        deps = deps,
    )

def cc_proto_messages(name, srcs, out_root = "$(RULEDIR)", proto_files = [], deps = [], visibility = None):
    """The messages of `srcs`.

    The package's folder is the import root, unless `out_root` is "$(GENDIR)": then it is the top of
    the workspace. `proto_files` are the filegroups of the protos that `srcs` import, `deps` their
    libraries.
    """
    _cc_generated(
        name,
        srcs,
        proto_files,
        "--cpp_out=" + out_root,
        [".pb.h", ".pb.cc"],
        deps + ["//third_party:protobuf"],
        visibility,
    )

def cc_proto_services(name, srcs, proto_files = [], deps = [], visibility = None):
    """The gRPC services of `srcs`; `deps` hold their messages, otherwise like cc_proto_messages."""
    _cc_generated(
        name,
        srcs,
        proto_files,
        "--grpc_out=$(RULEDIR) --plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin",
        [".grpc.pb.h", ".grpc.pb.cc"],
        deps + ["//third_party:grpc"],
        visibility,
    )

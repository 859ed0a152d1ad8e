"""Tests that are Python scripts, run against the real binaries."""

def python_test(name, main, srcs = [], data = [], args = [], real_server = True, **kwargs):
    """Runs the script `main`.

    `srcs` are further modules beside it. With `real_server`, the server and the command line are
    there, too, for Ledger() of tests/ledger.
    """
    binaries = ["//client:sitrep", "//server:sitrepd"] if real_server else []
    native.sh_test(
        name = name,
        srcs = ["//tests/ledger:python_test.sh"],
        args = ["$(location {})".format(main)] + args,
        data = [main, "//tests/ledger"] + srcs + data + binaries,
        **kwargs
    )

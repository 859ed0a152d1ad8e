"""A file as part of the binary, so that a program needs no data beside it."""

def embed_file(name, src, function, visibility = None):
    """A library whose header NAME.h declares `absl::string_view sitrep::FUNCTION()`: the file's bytes.

    The assembler takes the file in as it is; no copy is made at run time.
    """
    header = name + ".h"
    assembly = name + ".S"
    guard = "SITREP_EMBEDDED_" + name.upper() + "_H_"
    symbol = "sitrep_embedded_" + name
    native.genrule(
        name = name + "_header",
        outs = [header],
        cmd = """cat > $@ <<'END'
#ifndef {guard}
#define {guard}
#include "absl/strings/string_view.h"
extern "C" const char {symbol}_begin[], {symbol}_end[];
namespace sitrep {{
inline absl::string_view {function}() {{
  return absl::string_view({symbol}_begin, {symbol}_end - {symbol}_begin);
}}
}}  // namespace sitrep
#endif  // {guard}
END""".format(guard = guard, symbol = symbol, function = function),
        message = "Embedding",
    )
    native.genrule(
        name = name + "_assembly",
        srcs = [src],
        outs = [assembly],
        # The checksum makes the assembly another one when the file is another one: the compiler does
        # not report that it read the file.
        cmd = """cat > $@ <<END
# $$(sha256sum < $(location {src}))
.section .rodata
.balign 64
.global {symbol}_begin
{symbol}_begin:
.incbin "$(location {src})"
.global {symbol}_end
{symbol}_end:
.section .note.GNU-stack,"",%progbits
END""".format(symbol = symbol, src = src),
        message = "Embedding",
    )
    native.cc_library(
        name = name,
        srcs = [assembly],
        hdrs = [header],
        # A shared library's data would have to be copied into the program that names it.
        linkstatic = True,
        # Not included by anyone, but an input of the assembler.
        textual_hdrs = [src],
        visibility = visibility,
        deps = ["//third_party:absl"],
    )

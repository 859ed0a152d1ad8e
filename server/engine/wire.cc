#include "server/engine/wire.h"

namespace sitrep::wire {
namespace {

constexpr uint64_t kVarint = 0;
constexpr uint64_t kLengthDelimited = 2;

void AppendRawVarint(uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void AppendTag(int field_number, uint64_t wire_type, std::string& out) {
  AppendRawVarint(static_cast<uint64_t>(field_number) << 3 | wire_type, out);
}

}  // namespace

void AppendHead(int field_number, size_t value_bytes, std::string& out) {
  AppendTag(field_number, kLengthDelimited, out);
  AppendRawVarint(value_bytes, out);
}

void AppendBytes(int field_number, absl::string_view value, std::string& out) {
  AppendHead(field_number, value.size(), out);
  out.append(value.data(), value.size());
}

void AppendVarint(int field_number, uint64_t value, std::string& out) {
  if (value == 0) return;
  AppendTag(field_number, kVarint, out);
  AppendRawVarint(value, out);
}

}  // namespace sitrep::wire

#include "server/engine/page_token.h"

#include <array>

#include "absl/strings/escaping.h"
#include "base/stable_hash.h"

namespace sitrep {
namespace {

constexpr size_t kWords = 5;
constexpr size_t kWordBytes = 8;
// The first byte: another layout takes another one.
constexpr char kLayout = 1;
constexpr size_t kBytes = 1 + (kWords + 1) * kWordBytes;

void AppendWord(uint64_t word, std::string& out) {
  for (size_t i = 0; i < kWordBytes; ++i) out.push_back(static_cast<char>(word >> (8 * i)));
}

uint64_t WordAt(absl::string_view bytes, size_t index) {
  uint64_t word = 0;
  for (size_t i = 0; i < kWordBytes; ++i) {
    word |= uint64_t{static_cast<uint8_t>(bytes[1 + index * kWordBytes + i])} << (8 * i);
  }
  return word;
}

}  // namespace

std::string PageToken::Encode() const {
  std::string bytes(1, kLayout);
  for (const uint64_t word : std::array<uint64_t, kWords>{
           static_cast<uint64_t>(after.sort_start), static_cast<uint64_t>(after.sequence),
           static_cast<uint64_t>(snapshot), static_cast<uint64_t>(now_us), list_hash}) {
    AppendWord(word, bytes);
  }
  AppendWord(StableHash(bytes), bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<PageToken> PageToken::Decode(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) || bytes.size() != kBytes || bytes[0] != kLayout ||
      WordAt(bytes, kWords) !=
          StableHash(absl::string_view(bytes).substr(0, kBytes - kWordBytes))) {
    return absl::InvalidArgumentError("is not a page token of this server");
  }
  PageToken token;
  token.after.sort_start = static_cast<int64_t>(WordAt(bytes, 0));
  token.after.sequence = static_cast<int64_t>(WordAt(bytes, 1));
  token.snapshot = static_cast<int64_t>(WordAt(bytes, 2));
  token.now_us = static_cast<int64_t>(WordAt(bytes, 3));
  token.list_hash = WordAt(bytes, 4);
  return token;
}

}  // namespace sitrep

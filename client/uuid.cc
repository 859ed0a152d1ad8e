#include "client/uuid.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_format.h"

namespace sitrep {

std::string NewUuid(absl::Time now) {
  thread_local std::random_device random;
  const auto bits = [](uint64_t value, int count) { return value & ((uint64_t{1} << count) - 1); };
  const uint64_t millis = bits(static_cast<uint64_t>(absl::ToUnixMillis(now)), 48);
  const uint64_t tail = (uint64_t{random()} << 32) | random();
  return absl::StrFormat("%08x-%04x-7%03x-%04x-%012x", millis >> 16, bits(millis, 16),
                         bits(random(), 12), 0x8000 | bits(tail >> 48, 14), bits(tail, 48));
}

}  // namespace sitrep

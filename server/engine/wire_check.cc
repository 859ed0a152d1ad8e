#include "server/engine/wire_check.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/engine/message_rules.h"

namespace sitrep {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::internal::WireFormatLite;

struct TypeRules;

enum class Rule : uint8_t { kUnknown, kNumber, kEnum, kDouble, kString, kMessage };

struct FieldRules {
  Rule rule = Rule::kUnknown;
  WireFormatLite::WireType wire_type = WireFormatLite::WIRETYPE_VARINT;
  // Strings: the most bytes. Enums: numbers below it are all known.
  uint64_t bound = 0;
  const TypeRules* message = nullptr;
};

// By field number; numbers past the end are unknown.
struct TypeRules {
  std::vector<FieldRules> fields;
};

// How many numbers from 0 on an enum knows without a gap.
uint64_t ContiguousNumbers(const EnumDescriptor& type) {
  uint64_t count = 0;
  while (type.FindValueByNumber(static_cast<int>(count)) != nullptr) ++count;
  return count;
}

// All types are added once and kept.
class RulesOfTypes {
 public:
  const TypeRules& Of(const Descriptor& type) {
    const std::lock_guard lock(mutex_);
    return Add(type);
  }

 private:
  const TypeRules& Add(const Descriptor& type) {
    std::unique_ptr<TypeRules>& slot = rules_[&type];
    if (slot != nullptr) return *slot;
    slot = std::make_unique<TypeRules>();
    TypeRules& rules = *slot;  // The slot moves when types are added.
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.number() >= static_cast<int>(rules.fields.size())) {
        rules.fields.resize(field.number() + 1);
      }
      const FieldRules made = Make(field);
      rules.fields[field.number()] = made;
    }
    return rules;
  }

  FieldRules Make(const FieldDescriptor& field) {
    FieldRules rules;
    // Packed lists and maps are left to CheckMessage.
    if (field.is_packed() || field.is_map()) return rules;
    rules.wire_type =
        WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(field.type()));
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        rules.rule = Rule::kMessage;
        rules.message = &Add(*field.message_type());
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        rules.rule = Rule::kEnum;
        rules.bound = ContiguousNumbers(*field.enum_type());
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        rules.rule = Rule::kString;
        rules.bound = StringBytesMax(field);
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        rules.rule = Rule::kDouble;
        break;
      default:
        rules.rule = Rule::kNumber;
    }
    return rules;
  }

  std::mutex mutex_;
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<TypeRules>> rules_;
};

const TypeRules& RulesOf(const Descriptor& type) {
  static auto& all = *new RulesOfTypes;
  return all.Of(type);
}

// Takes a number off the front; false if there is none.
bool TakeVarint(absl::string_view& bytes, uint64_t& value) {
  constexpr size_t kVarintBytesMax = 10;
  value = 0;
  for (size_t i = 0; i < bytes.size() && i < kVarintBytesMax; ++i) {
    const auto byte = static_cast<uint8_t>(bytes[i]);
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      bytes.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool Keeps(const TypeRules& type, absl::string_view bytes, int depth);

bool KeepsDelimited(const FieldRules& field, absl::string_view& bytes, int depth) {
  uint64_t size = 0;
  if (!TakeVarint(bytes, size) || size > bytes.size()) return false;
  const absl::string_view value = bytes.substr(0, size);
  bytes.remove_prefix(size);
  if (field.rule == Rule::kMessage) return Keeps(*field.message, value, depth + 1);
  return size <= field.bound;
}

bool KeepsValue(const FieldRules& field, absl::string_view& bytes, int depth) {
  switch (field.wire_type) {
    case WireFormatLite::WIRETYPE_VARINT: {
      uint64_t value = 0;
      return TakeVarint(bytes, value) && (field.rule != Rule::kEnum || value < field.bound);
    }
    case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
      return KeepsDelimited(field, bytes, depth);
    case WireFormatLite::WIRETYPE_FIXED64: {
      if (bytes.size() < sizeof(double)) return false;
      double value = 0;
      std::memcpy(&value, bytes.data(), sizeof(value));
      bytes.remove_prefix(sizeof(value));
      return field.rule != Rule::kDouble || std::isfinite(value);
    }
    case WireFormatLite::WIRETYPE_FIXED32:
      if (bytes.size() < sizeof(float)) return false;
      bytes.remove_prefix(sizeof(float));
      return true;
    default:
      return false;
  }
}

bool Keeps(const TypeRules& type, absl::string_view bytes, int depth) {
  constexpr int kDepthMax = 16;
  if (depth > kDepthMax) return false;
  while (!bytes.empty()) {
    uint64_t tag = 0;
    if (!TakeVarint(bytes, tag)) return false;
    const uint64_t number = tag >> 3;
    if (number >= type.fields.size()) return false;
    const FieldRules& field = type.fields[number];
    if (field.rule == Rule::kUnknown || (tag & 7) != field.wire_type) return false;
    if (!KeepsValue(field, bytes, depth)) return false;
  }
  return true;
}

}  // namespace

bool KeepsMessageRules(const Descriptor& type, absl::string_view bytes) {
  return Keeps(RulesOf(type), bytes, 0);
}

}  // namespace sitrep

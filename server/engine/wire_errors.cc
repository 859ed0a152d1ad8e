#include "server/engine/wire_errors.h"

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "unicode/utf8.h"

namespace sitrep {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::internal::WireFormatLite;
using ::google::protobuf::io::CodedInputStream;

// As deep as protobuf's parser goes.
constexpr int kDepthMax = 100;

bool IsUtf8(absl::string_view text) {
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t offset = 0; offset < size;) {
    UChar32 character = 0;
    U8_NEXT(text.data(), offset, size, character);
    if (character < 0) return false;
  }
  return true;
}

// Reads a length and the bytes that it counts. False if they are not all there.
bool ReadBytes(absl::string_view bytes, CodedInputStream& input, absl::string_view& value) {
  uint32_t size = 0;
  if (!input.ReadVarint32(&size)) return false;
  const auto begin = static_cast<size_t>(input.CurrentPosition());
  if (size > bytes.size() - begin) return false;
  value = bytes.substr(begin, size);
  return input.Skip(static_cast<int>(size));
}

// A packed list of numbers ends where its length says.
bool IsPacked(const FieldDescriptor& field, absl::string_view value) {
  CodedInputStream input(reinterpret_cast<const uint8_t*>(value.data()),
                         static_cast<int>(value.size()));
  const auto wire_type =
      WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(field.type()));
  const uint32_t tag = WireFormatLite::MakeTag(field.number(), wire_type);
  while (input.CurrentPosition() < static_cast<int>(value.size())) {
    if (!WireFormatLite::SkipField(&input, tag)) return false;
  }
  return true;
}

// Walks one message; false once the bytes make no sense, which has been reported then.
class WireWalk {
 public:
  explicit WireWalk(FieldErrors& errors) : errors_(errors) {}

  bool Walk(const Descriptor& type, absl::string_view bytes, const MessagePath& path, int depth) {
    if (depth > kDepthMax) return Fail(path, "is nested too deeply");
    CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                           static_cast<int>(bytes.size()));
    absl::flat_hash_map<int, int> elements;
    while (input.CurrentPosition() < static_cast<int>(bytes.size())) {
      const uint32_t tag = input.ReadTag();
      const int number = WireFormatLite::GetTagFieldNumber(tag);
      if (tag == 0 || number == 0) return Fail(path, "is not protobuf: a bad tag");
      const FieldDescriptor* field = type.FindFieldByNumber(number);
      const bool is_bytes =
          WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
      if (field == nullptr || !is_bytes) {
        if (WireFormatLite::SkipField(&input, tag)) continue;
        return Fail(path, absl::StrCat("is not protobuf: field ", number, " is cut off"));
      }
      const int index = field->is_repeated() ? elements[number]++ : -1;
      const MessagePath field_path(path, field->name(), index);
      absl::string_view value;
      if (!ReadBytes(bytes, input, value)) {
        return Fail(field_path, "is not protobuf: it is cut off");
      }
      if (!WalkValue(*field, value, field_path, depth)) return false;
    }
    return true;
  }

 private:
  bool WalkValue(const FieldDescriptor& field, absl::string_view value, const MessagePath& path,
                 int depth) {
    switch (field.type()) {
      case FieldDescriptor::TYPE_MESSAGE:
        return Walk(*field.message_type(), value, path, depth + 1);
      case FieldDescriptor::TYPE_STRING:
        // The walk goes on: the bytes around it make sense.
        if (!IsUtf8(value)) errors_.Add(path.ToString(), "is not valid UTF-8");
        return true;
      case FieldDescriptor::TYPE_BYTES:
        return true;
      default:
        return !field.is_repeated() || IsPacked(field, value) ||
               Fail(path, "is not protobuf: a packed list is cut off");
    }
  }

  bool Fail(const MessagePath& path, std::string message) {
    errors_.Add(path.ToString(), std::move(message));
    return false;
  }

  FieldErrors& errors_;
};

}  // namespace

void FindWireErrors(const Descriptor& type, absl::string_view bytes, const MessagePath& path,
                    FieldErrors& errors) {
  WireWalk(errors).Walk(type, bytes, path, 0);
}

}  // namespace sitrep

// The path of a field in a message, put into words only when something is wrong there.
#ifndef SITREP_SERVER_ENGINE_MESSAGE_PATH_H_
#define SITREP_SERVER_ENGINE_MESSAGE_PATH_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/field_errors.h"

namespace sitrep {

// A link to the path of the message around it, so that a check that finds nothing allocates
// nothing. Lives on the stack and refers to its parent and to the strings that it is made of: all
// of them must outlive it.
class MessagePath {
 public:
  // The top of the checked message; empty if its fields are named from there.
  explicit MessagePath(absl::string_view root) : name_(root) {}
  MessagePath(const MessagePath& parent, absl::string_view field)
      : parent_(&parent), name_(field) {}
  // An element of a list.
  MessagePath(const MessagePath& parent, absl::string_view field, int index)
      : parent_(&parent), name_(field), index_(index) {}

  MessagePath(const MessagePath&) = delete;
  MessagePath& operator=(const MessagePath&) = delete;

  // "places[0].point.lat".
  std::string ToString() const {
    if (parent_ == nullptr) return std::string(name_);
    const std::string above = parent_->ToString();
    return index_ < 0 ? FieldPath(above, name_) : FieldPath(above, name_, index_);
  }
  // The same for a field of the message here.
  std::string Of(absl::string_view field) const { return FieldPath(ToString(), field); }
  std::string Of(absl::string_view field, int index) const {
    return FieldPath(ToString(), field, index);
  }

 private:
  const MessagePath* parent_ = nullptr;
  absl::string_view name_;
  int index_ = -1;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_MESSAGE_PATH_H_

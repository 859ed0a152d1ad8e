// Messages from protobuf's text format, so that a test reads like its data.
#ifndef SITREP_TESTS_HARNESS_FROM_TEXT_H_
#define SITREP_TESTS_HARNESS_FROM_TEXT_H_

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace sitrep {

// A fault in the text fails the test.
template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

}  // namespace sitrep

#endif  // SITREP_TESTS_HARNESS_FROM_TEXT_H_

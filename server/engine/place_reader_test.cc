#include "server/engine/place_reader.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

// The entry and the warnings as text.
std::string Read(const PlaceReader& reader, const std::string& event_text) {
  storage::Entry entry;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(event_text, entry.mutable_event()))
      << event_text;
  std::vector<v1::Warning> warnings;
  reader.Read(entry, warnings);
  std::string text = entry.DebugString();
  for (const v1::Warning& warning : warnings) text += warning.DebugString();
  return text;
}

// Names that are sure, ambiguous, inflected, unknown; with contexts that confirm, choose and rule
// out, so that every kind of reading comes after every other of its name.
std::vector<std::string> Events() {
  std::vector<std::string> events;
  for (const char* name : {"Kursk", "Курск", "Moscow", "Georgia", "Tripoli", "강원도", "San José",
                           "Kyiv", "Nowhere at all", "на Харківщині", "в Курской области", "Wonsan",
                           "Springfield", "Victoria"}) {
    for (const char* context :
         {"", "country: 'RU'", "country: 'US'", "country: 'LY'", "country: 'ZZ'",
          "point { lat: 51.73 lon: 36.19 }", "point { lat: 32.89 lon: 13.18 }",
          "point { lat: -50 lon: -120 }", "precision: PLACE_PRECISION_SETTLEMENT",
          "precision: PLACE_PRECISION_ADMIN1", "precision: PLACE_PRECISION_COUNTRY",
          "alternatives: 'Georgia' alternatives: 'Tripoli'"}) {
      const std::string place = std::string("places { name: '") + name + "' " + context + " }";
      events.push_back(place);
      events.push_back(place + " places { name: 'Beirut' }");
    }
  }
  return events;
}

TEST(PlaceReader, WhatItRemembersChangesNoReading) {
  FLAGS_s2debug = false;
  const PlaceGazetteer& gazetteer = PlaceGazetteer::Embedded();
  std::vector<std::string> events = Events();
  const PlaceReader reader(gazetteer);
  std::mt19937 random(5);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(events.begin(), events.end(), random);
    for (const std::string& event : events) {
      EXPECT_EQ(Read(reader, event), Read(PlaceReader(gazetteer), event)) << event;
    }
  }
}

}  // namespace
}  // namespace sitrep

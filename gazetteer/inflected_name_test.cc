#include "gazetteer/inflected_name.h"

#include <string>
#include <utility>
#include <vector>

#include "gazetteer/name_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(BaseForms, GivesTheNominativeOfRussianAndUkrainianNames) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Харківщині", "Харківщина"},
      {"Курской", "Курская"},
      {"Донецькій", "Донецька"},
      {"Киеве", "Киев"},
      {"Києва", "Київ"},
      {"Харкова", "Харків"},
      {"Тернополя", "Тернопіль"},
      {"Одесі", "Одеса"},
      {"Сумах", "Суми"},
      {"Казани", "Казань"},
      {"Сирией", "Сирия"},
      {"Росією", "Росія"},
      {"Черкассах", "Черкассы"},
      {"Рівному", "Рівне"},
      {"Празі", "Прага"},
      {"Америці", "Америка"},
      {"Севастополе", "Севастополь"},
      {"Орле", "Орёл"},
      {"Северной Кореи", "Северная Корея"},
      {"Зеленского", "Зеленский"},
      {"Лавровым", "Лавров"},
      {"Нижнем Новгороде", "Нижний Новгород"},
  };
  for (const auto& [inflected, nominative] : cases) {
    EXPECT_THAT(BaseForms(NameKey(inflected), false), Contains(NameKey(nominative))) << inflected;
  }
}

TEST(BaseForms, GivesTheNominativeOfSlavicNamesInLatinLettersIfAsked) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"kurskim", "kurski"},   {"Charkowie", "Charków"}, {"Moskwie", "Moskwa"},
      {"Ukrainie", "Ukraina"}, {"Kyjevě", "Kyjev"},      {"Rosji", "Rosja"},
      {"Rusku", "Rusko"},      {"Srbiji", "Srbija"},
  };
  for (const auto& [inflected, nominative] : cases) {
    EXPECT_THAT(BaseForms(NameKey(inflected), true), Contains(NameKey(nominative))) << inflected;
    EXPECT_THAT(BaseForms(NameKey(inflected), false), IsEmpty());
  }
}

TEST(BaseForms, KeepsShortStemsAndTheNameItselfOut) {
  EXPECT_THAT(BaseForms(NameKey("Уфа"), false), IsEmpty());
  EXPECT_THAT(BaseForms(NameKey("Москва"), false), Not(Contains(NameKey("Москва"))));
  EXPECT_THAT(BaseForms("", true), IsEmpty());
}

TEST(BaseForms, AreBounded) {
  const std::string four = NameKey("северной северной северной северной");
  EXPECT_EQ(BaseForms(four, true).size(), static_cast<size_t>(kBaseFormsMax));
  EXPECT_THAT(BaseForms(four + " " + four, true), IsEmpty());
}

TEST(WithoutSentence, TakesAwayWhatASentencePutsAround) {
  EXPECT_EQ(WithoutSentence("на Харківщині"), "Харківщині");
  EXPECT_EQ(WithoutSentence("в Курской области"), "Курской области");
  EXPECT_EQ(WithoutSentence("w Kijowie"), "Kijowie");
  EXPECT_EQ(WithoutSentence("Kiev'de"), "Kiev");
  EXPECT_EQ(WithoutSentence("Ukrayna’nın"), "Ukrayna");
  EXPECT_EQ(WithoutSentence("Russia's"), "Russia");
  EXPECT_EQ(WithoutSentence("쿠르스크에서"), "쿠르스크");
  EXPECT_EQ(WithoutSentence("クルスクで"), "クルスク");
  EXPECT_EQ(WithoutSentence("בקייב"), "קייב");
}

TEST(WithoutSentence, LeavesNamesAlone) {
  for (const char* name : {"Kursk", "Na", "в", "N'Djamena", "Xi'an", "", " ", "에서"}) {
    EXPECT_EQ(WithoutSentence(name), std::string(name) == " " ? "" : name);
  }
}

}  // namespace
}  // namespace sitrep

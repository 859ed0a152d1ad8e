#include "gazetteer/name_key.h"

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

struct Case {
  const char* name;
  const char* key;
};

TEST(NameKey, StripsWhatWritersVary) {
  const Case cases[] = {
      {"Kursk", "kursk"},
      {"  KURSK--oblast  ", "kursk oblast"},
      {"Kurskaya oblast'", "kurskaya oblast"},
      {"P'yŏngyang", "pyongyang"},
      {"Łódź", "lodz"},
      {"Straße", "strasse"},
      {"İstanbul", "istanbul"},
      {"ISTANBUL", "istanbul"},
      {"Kıyiv", "kiyiv"},
      {"Côte d’Ivoire", "cote divoire"},
      {"Ὀδησσός", "οδησσοσ"},
      {"Курская область", "курская область"},
      {"Київ", "киів"},
      {"ХАРЬКОВ", "харьков"},
      {"قُرْسْك", "قرسك"},
      {"کی‌یف", "كييف"},
      {"קִיֵיב", "קייב"},
      {"Ｋｕｒｓｋ", "kursk"},
      {"U.S.A.", "u s a"},
      {"№ 5", "no 5"},
  };
  for (const Case& c : cases) EXPECT_EQ(NameKey(c.name), c.key) << c.name;
}

TEST(NameKey, KeepsMarksThatTellLettersApart) {
  EXPECT_NE(NameKey("ガザ"), NameKey("カサ"));
  EXPECT_NE(NameKey("कीव"), NameKey("कव"));
  EXPECT_EQ(NameKey("쿠르스크"), "쿠르스크");
}

TEST(NameKey, IsOneForComposedAndDecomposedLetters) {
  EXPECT_EQ(NameKey("Wo\xCC\x86nsan"), NameKey("W\xC5\x8Fnsan"));
  // Conjoining jamo and the syllable.
  EXPECT_EQ(NameKey("\xE1\x84\x80\xE1\x85\xA1"), NameKey("\xEA\xB0\x80"));
}

TEST(NameKey, IsOneForSimplifiedAndTraditionalCharacters) {
  EXPECT_EQ(NameKey("北達爾富爾省"), NameKey("北达尔富尔省"));
}

TEST(NameKey, IsEmptyWhereNothingRemains) {
  for (const char* name : {"", " ", "--", "’", "\xE2\x80\x8B", "😀", "\xCC\x81"}) {
    EXPECT_EQ(NameKey(name), "") << name;
  }
}

TEST(NameKey, IsEmptyForInvalidUtf8) {
  for (const std::string name :
       {"\xFF", "Kursk\xC3", "\xED\xA0\x80", "\xC0\xAF", "a\xF5\x80\x80\x80"}) {
    EXPECT_EQ(NameKey(name), "");
    EXPECT_EQ(TransliteratedKey(name), "");
  }
}

TEST(NameKey, IsIdempotent) {
  for (const char* name : {"Kursk Oblast'", "Курская область", "强制 發展", "کی‌یف",
                           "Ὀδησσός", "Łódź-Ǆ", "กรุงเทพ", "ﬁ ﷺ ½", "İ", "ẞ"}) {
    const std::string key = NameKey(name);
    EXPECT_EQ(NameKey(key), key) << name;
  }
}

TEST(NameKey, HasNoSpaceAtItsEndsNorTwoTogether) {
  for (const char* name : {" a  b ", "(a) - [b]",
                           "a\xC2\xA0\xE3\x80\x80"
                           "b",
                           "á / b."}) {
    EXPECT_EQ(NameKey(name), "a b") << name;
  }
}

TEST(TransliteratedKey, ReadsCyrillicAsEnglishWritesIt) {
  EXPECT_EQ(TransliteratedKey("Курская область"), "kurskaya oblast");
  EXPECT_EQ(TransliteratedKey("Харків"), "kharkiv");
  EXPECT_EQ(TransliteratedKey("Київ"), "kyiv");
  EXPECT_EQ(TransliteratedKey("Запоріжжя"), "zaporizhzhya");
}

TEST(TransliteratedKey, IsTheNameKeyOfPlainLatin) {
  EXPECT_EQ(TransliteratedKey("Kursk Oblast'"), "kursk oblast");
  EXPECT_EQ(TransliteratedKey("Łódź"), "lodz");
}

TEST(TransliteratedKey, ReadsGreekAndGeorgian) {
  EXPECT_EQ(TransliteratedKey("Κουρσκ"), "koursk");
  EXPECT_EQ(TransliteratedKey("კიევი"), "kievi");
}

TEST(NameKey, MayBeCalledByManyThreads) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, t] {
      for (int i = 0; i < 200; ++i) {
        wrong[t] += NameKey("北達爾富爾省") != "北达尔富尔省";
        wrong[t] += TransliteratedKey("Κουρσκ") != "koursk";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace sitrep

#include "gazetteer/name_words.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(NameWords, ReadsEachWordThreeWays) {
  const auto words = NameWords("Сергей  LAWROW");
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(words[0].latin, "sergei");
  EXPECT_EQ(words[1].key, "lawrow");
  EXPECT_EQ(words[1].latin, "lawrow");
  EXPECT_EQ(JoinWords(words, NameLevel::kLatin), "sergei lawrow");
  EXPECT_TRUE(NameWords("...").empty());
  EXPECT_TRUE(NameWords("\xff").empty());
}

TEST(NameWords, GuessesNoSoundForScriptsThatDoNotTellIt) {
  for (const char* name : {"金正恩", "김정은", "プーチン", "بوتين", "פוטין", "पुतिन", "ปูติน"}) {
    const auto words = NameWords(name);
    ASSERT_FALSE(words.empty()) << name;
    EXPECT_EQ(words[0].latin, "") << name;
    EXPECT_EQ(JoinWords(words, NameLevel::kSound), "") << name;
  }
  for (const char* name : {"Πούτιν", "Путин", "Պուտին", "პუტინი", "Đặng"}) {
    EXPECT_NE(JoinWords(NameWords(name), NameLevel::kLatin), "") << name;
  }
}

TEST(NameWords, KnowsAcronyms) {
  for (const char* name : {"UN", "CAR", "DPRK", "ООН", "ЕС"}) EXPECT_TRUE(IsAcronym(name)) << name;
  for (const char* name : {"", "U", "BRICS", "LeT", "M23", "U.N.", "un", "中国", "\xff"}) {
    EXPECT_FALSE(IsAcronym(name)) << name;
  }
  for (const char* name : {"car", "оон", "m23"}) EXPECT_TRUE(IsAllSmall(name)) << name;
  for (const char* name : {"Car", "中国", "", "23"}) EXPECT_FALSE(IsAllSmall(name)) << name;
}

TEST(SoundKey, AgreesForTransliterationsOfOneName) {
  EXPECT_EQ(SoundKey("lavrov"), SoundKey("lawrow"));
  EXPECT_EQ(SoundKey("lavrov"), SoundKey("lavroff"));
  EXPECT_EQ(SoundKey("zelensky"), SoundKey("selenskyj"));
  EXPECT_EQ(SoundKey("zelensky"), SoundKey("zelenskyy"));
  EXPECT_EQ(SoundKey("zelensky"), SoundKey("zelenskii"));
  EXPECT_EQ(SoundKey("lukashenko"), SoundKey("loukachenko"));
  EXPECT_EQ(SoundKey("lukashenko"), SoundKey("lukaschenko"));
  EXPECT_EQ(SoundKey("putin"), SoundKey("poutine"));
  EXPECT_EQ(SoundKey("putin"), SoundKey("poetin"));
  EXPECT_EQ(SoundKey("putin"), SoundKey("putyin"));
  EXPECT_EQ(SoundKey("hezbollah"), SoundKey("hizbollah"));
  EXPECT_EQ(SoundKey("shoigu"), SoundKey("schoigu"));
}

TEST(SoundKey, DiffersForOtherNames) {
  EXPECT_NE(SoundKey("putin"), SoundKey("patton"));
  EXPECT_NE(SoundKey("putin"), SoundKey("petain"));
  EXPECT_NE(SoundKey("macron"), SoundKey("mccann"));
  EXPECT_NE(SoundKey("un"), SoundKey("il"));
  EXPECT_EQ(SoundKey(""), "");
}

}  // namespace
}  // namespace sitrep

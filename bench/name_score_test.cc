#include "bench/name_score.h"

#include "bench/name_sample.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ParseNameSamples, ReadsQuotesAndFindsColumnsByName) {
  const auto samples = ParseNameSamples(
      "lang,name,script,kind,canonical_id,other_exact_hits_in_primary\r\n"
      "en,\"PUTIN, \"\"V.\"\"\",Latin,person,Q7747,\r\n"
      "ja,平壌,Han,admin1,KP-01,geonames:1871859\n");
  ASSERT_TRUE(samples.ok()) << samples.status();
  ASSERT_EQ(samples->size(), 2u);
  EXPECT_EQ((*samples)[0].name, "PUTIN, \"V.\"");
  EXPECT_FALSE((*samples)[0].IsPlace());
  EXPECT_TRUE((*samples)[1].IsPlace());
  EXPECT_THAT((*samples)[1].also, ElementsAre("geonames:1871859"));
}

TEST(ParseNameSamples, SaysWhatIsMissing) {
  EXPECT_THAT(ParseNameSamples("name,script\nx,y\n").status().message(), HasSubstr("kind"));
  EXPECT_THAT(ParseNameSamples("name,script,kind,canonical_id\nx,y\n").status().message(),
              HasSubstr("row 2"));
}

TEST(NameScore, TellsRightFromWrong) {
  const NameSample kursk{"Kursk", "Latin", "admin1", "RU-KRS", {"geonames:538560"}};
  NameScore score;
  score.Add(kursk, {{{"geonames:538560", "EXACT"}, {"RU-KRS", "EXACT"}}});
  score.Add(kursk, {{{"geonames:538560", "EXACT"}}});
  score.Add(kursk, {{{"UA", "EXACT"}, {"RU", "EXACT"}, {"KP", "EXACT"}, {"RU-KRS", "EXACT"}}});
  score.Add(kursk, {{{"UA", "FUZZY"}}});
  score.Add(kursk, {});
  EXPECT_EQ(score.names(), 5);
  EXPECT_EQ(score.right_first(), 2);
  EXPECT_EQ(score.right_in_three(), 1);
  EXPECT_EQ(score.wrong_exact(), 1);
  EXPECT_THAT(score.Report(), HasSubstr("Kursk is RU-KRS, read as nothing"));
}

}  // namespace
}  // namespace sitrep

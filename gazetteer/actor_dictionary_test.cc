#include "gazetteer/actor_dictionary.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

const ActorDictionary& Dictionary() { return ActorDictionary::Embedded(); }

std::string Ingested(absl::string_view name) {
  const ActorReading reading = Dictionary().ReadForIngest(name);
  if (reading.actor != nullptr) return reading.actor->id;
  return reading.candidates.empty() ? "unknown" : "ambiguous";
}

std::vector<std::string> Queried(absl::string_view name) { return Dictionary().ReadForQuery(name); }

TEST(ActorDictionary, ReadsNamesInEventsAsTheOneActor) {
  const std::pair<const char*, const char*> kTable[] = {
      // The reference dispatch.
      {"Sergey Lavrov", "Q58217"},
      {"Lavrov", "Q58217"},
      {"Serguéi Lavrov", "Q58217"},
      {"Лавров", "Q58217"},
      {"라브로프", "Q58217"},
      {"Kim Jong Un", "Q56226"},
      {"Kim Jong-un", "Q56226"},
      {"김정은", "Q56226"},
      {"Ким Чен Ын", "Q56226"},
      {"Kim Čong-un", "Q56226"},
      {"金正恩", "Q56226"},
      {"Choe Son Hui", "Q30436217"},
      {"최선희", "Q30436217"},
      {"Maria Zakharova", "Q20812953"},
      {"María Zajárova", "Q20812953"},
      {"Donald Trump", "Q22686"},
      {"Vladimir Putin", "Q7747"},
      {"Volodymyr Zelensky", "Q3874799"},
      {"Volodímir Zelenski", "Q3874799"},
      {"Russian Foreign Ministry", "mfa:RU"},
      {"North Korean Foreign Ministry", "mfa:KP"},
      {"Ukrainian intelligence", "Q2497240"},
      {"inteligencia ucraniana", "Q2497240"},
      {"KCNA", "media:kcna"},
      {"TASS", "Q223799"},
      {"ТАСС", "Q223799"},
      {"Corea del Norte", "KP"},
      {"Rusia", "RU"},
      {"Ucrania", "UA"},
      // Titles and what a person belongs to are noise; order and initials are free.
      {"Russian Foreign Minister Lavrov", "Q58217"},
      {"Foreign Minister Sergey V. Lavrov", "Q58217"},
      {"министр иностранных дел России Сергей Лавров", "Q58217"},
      {"라브로프 외무장관", "Q58217"},
      {"ラブロフ外相", "Q58217"},
      {"President Putin", "Q7747"},
      {"PUTIN, Vladimir Vladimirovich", "Q7747"},
      {"Путин В. В.", "Q7747"},
      {"プーチン大統領", "Q7747"},
      {"North Korean leader Kim Jong Un", "Q56226"},
      {"US President Donald J. Trump", "Q22686"},
      {"Kremlin spokesman Dmitry Peskov", "per:dmitry-peskov"},
      {"Wagner chief Yevgeny Prigozhin", "Q20850503"},
      // States by code, name, short form, adjective, case.
      {"US", "US"},
      {"USA", "US"},
      {"the United States", "US"},
      {"UK", "GB"},
      {"UAE", "AE"},
      {"DPRK", "KP"},
      {"КНДР", "KP"},
      {"РФ", "RU"},
      {"북한", "KP"},
      {"PRK", "KP"},
      {"Russian", "RU"},
      {"в России", "unknown"},
      {"России", "RU"},
      {"Северной Кореи", "KP"},
      {"the Russian Federation", "RU"},
      {"Georgia", "GE"},
      {"Gruzie", "GE"},
      {"جورجيا", "GE"},
      {"საქართველო", "GE"},
      {"Niger", "NE"},
      {"Nigeria", "NG"},
      {"Нигер", "NE"},
      {"Нигерия", "NG"},
      {"DR Congo", "CD"},
      {"Congo-Brazzaville", "CG"},
      {"Republic of the Congo", "CG"},
      {"Democratic Republic of the Congo", "CD"},
      {"Guinea", "GN"},
      {"Guinea-Bissau", "GW"},
      {"Equatorial Guinea", "GQ"},
      {"Papua New Guinea", "PG"},
      {"South Korea", "KR"},
      {"Sudan", "SD"},
      {"South Sudan", "SS"},
      {"Dominica", "DM"},
      {"Dominican Republic", "DO"},
      // Bodies of states.
      {"Russian forces", "forces:RU"},
      {"North Korean soldiers", "forces:KP"},
      {"северокорейские солдаты", "forces:KP"},
      {"российские войска", "forces:RU"},
      {"Armed Forces of Ukraine", "forces:UA"},
      {"ВС РФ", "forces:RU"},
      {"ЗСУ", "forces:UA"},
      {"Russia's army", "forces:RU"},
      {"북한군", "forces:KP"},
      {"МИД РФ", "mfa:RU"},
      {"МИД России", "mfa:RU"},
      {"Ministry of Foreign Affairs of the Russian Federation", "mfa:RU"},
      {"Russian Foreign Ministry spokesperson", "mfa:RU"},
      {"俄罗斯外交部", "mfa:RU"},
      {"러시아 외무부", "mfa:RU"},
      {"Ukrainian officials", "gov:UA"},
      {"північнокорейські солдати", "forces:KP"},
      {"російських військ", "forces:RU"},
      {"российскими войсками", "forces:RU"},
      {"tropas norcoreanas", "forces:KP"},
      {"soldats nord-coréens", "forces:KP"},
      {"nordkoreanische Soldaten", "forces:KP"},
      {"القوات الروسية", "forces:RU"},
      {"朝鮮軍", "forces:KP"},
      {"Sudanese army", "forces:SD"},
      {"британский МИД", "mfa:GB"},
      {"Бахрейнські війська", "forces:BH"},
      {"МИД Азербайджана", "mfa:AZ"},
      {"уряд Нідерландів", "gov:NL"},
      {"Russian Defence Ministry", "mod:RU"},
      {"Минобороны России", "mod:RU"},
      // Organisations and groups.
      {"UN", "Q1065"},
      {"ООН", "Q1065"},
      {"OTAN", "Q7184"},
      {"НАТО", "Q7184"},
      {"ЕС", "Q458"},
      {"Wagner Group", "Q36597284"},
      {"ЧВК «Вагнер»", "Q36597284"},
      {"حماس", "Q38799"},
      {"Hezbollah", "Q41053"},
      {"Hizbullah", "Q41053"},
      {"хуситы", "grp:houthis"},
      {"M23", "Q63345"},
      {"Rapid Support Forces", "grp:rsf"},
      {"ISIS", "Q2429253"},
      {"ISIS-K", "Q21070585"},
      {"New IRA", "grp:new-ira"},
      {"سرايا القدس", "grp:al-quds-brigades"},
      {"Палестинский исламский джихад", "grp:pij"},
      {"три", "unknown"},
      {"若开军", "grp:arakan-army"},
      {"Waraana Bilisummaa Oromoo", "grp:ola"},
      {"disidencias de las FARC", "grp:farc-dissidents"},
      {"Clan del Golfo", "Q9024212"},
      {"رئيس الوزراء العراقي محمد شياع السوداني", "Q3700793"},
      {"Francesca Albanese", "per:francesca-albanese"},
      {"Albanese", "Q335697"},
      {"Кім Йо Чжон", "Q4330912"},
      {"伊斯梅尔·巴加埃", "per:esmail-baghaei"},
      {"PKK", "Q152220"},
  };
  for (const auto& [name, id] : kTable) EXPECT_EQ(Ingested(name), id) << name;
}

TEST(ActorDictionary, KeepsFalseFriendsApart) {
  EXPECT_EQ(Ingested("Ким Чен Ир"), "Q10665");
  EXPECT_EQ(Ingested("Kim Jong Nam"), "Q317824");
  EXPECT_EQ(Ingested("김정일"), "Q10665");
  EXPECT_EQ(Ingested("Ким Ир Сен"), "Q41117");
  EXPECT_EQ(Ingested("Saddam Haftar"), "per:saddam-haftar");
  EXPECT_EQ(Ingested("Sayed Khan"), "unknown");
  EXPECT_THAT(Queried("Indiana"), IsEmpty());
  EXPECT_THAT(Queried("Igor Putin"), IsEmpty());
  EXPECT_THAT(Queried("Donald Trump Jr."), IsEmpty());
  EXPECT_THAT(Queried("Melania Trump"), IsEmpty());
  EXPECT_THAT(Queried("Ukrainian Foreign Minister Lavrov"), IsEmpty());
  EXPECT_THAT(Queried("South Korean leader Kim Jong Un"), IsEmpty());
  EXPECT_THAT(Queried("Patton"), IsEmpty());
  EXPECT_THAT(Queried("Pétain"), IsEmpty());
  EXPECT_THAT(Queried("Kim"), IsEmpty());
  EXPECT_THAT(Queried("Kim Jong"), IsEmpty());
  EXPECT_THAT(Queried("Boris"), IsEmpty());
  EXPECT_THAT(Queried("Russian and Belarusian forces"), IsEmpty());
  EXPECT_THAT(Queried("Putin and Lavrov"), IsEmpty());
  EXPECT_THAT(Queried("Western officials"), IsEmpty());
  EXPECT_THAT(Queried("Foreign Ministry"), IsEmpty());
  EXPECT_THAT(Queried("president"), IsEmpty());
}

TEST(ActorDictionary, AnAcronymInSmallLettersIsAWordInAnEventAndANameInAQuery) {
  for (const auto& [acronym, id] : {std::pair<std::string, std::string>{"CAR", "CF"},
                                    {"LeT", "Q736955"},
                                    {"МОМ", "Q472311"},
                                    {"UAE", "AE"},
                                    {"ЕС", "Q458"}}) {
    EXPECT_EQ(Ingested(acronym), id);
  }
  for (const char* word : {"car", "cars", "cat", "mom", "are", "uae", "ес"}) {
    EXPECT_EQ(Ingested(word), "unknown") << word;
  }
  EXPECT_THAT(Queried("uae"), ElementsAre("AE"));
  EXPECT_THAT(Queried("nato"), ElementsAre("Q7184"));
  EXPECT_EQ(Ingested("CAR army"), "forces:CF");
  EXPECT_EQ(Ingested("US military"), "forces:US");
}

// The genitive of a man's surname is the nominative of a woman's; her other cases are hers alone.
TEST(ActorDictionary, AWomansSurnameIsNoMans) {
  const ActorDictionary& actors = ActorDictionary::Embedded();
  for (const char* name : {"Лавровой", "Путиной", "Медведевой", "Марии Лавровой"}) {
    EXPECT_EQ(actors.ReadForIngest(name).actor, nullptr) << name;
  }
  ASSERT_NE(actors.ReadForIngest("Марии Захаровой").actor, nullptr);
  EXPECT_EQ(actors.ReadForIngest("Марии Захаровой").actor->id, "Q20812953");
}

TEST(ActorDictionary, KoreaIsOneOfTwo) {
  const ActorDictionary& actors = ActorDictionary::Embedded();
  for (const char* name : {"Korea", "Koreans", "Корея"}) {
    const ActorReading reading = actors.ReadForIngest(name);
    EXPECT_EQ(reading.actor, nullptr) << name;
    EXPECT_EQ(reading.candidates.size(), 2u) << name;
  }
}

TEST(ActorDictionary, CommonWordsSoundLikeNobody) {
  for (const char* word : {"wants", "wins", "she", "alive", "asian", "schools", "fans", "Colombo",
                           "Indiana", "Male", "captain", "Vladimir", "and Sisters"}) {
    EXPECT_THAT(Queried(word), IsEmpty()) << word;
  }
}

TEST(ActorDictionary, AnExactSpellingGoesBeforeAnotherName) {
  EXPECT_EQ(Ingested("Irã"), "IR");
  EXPECT_EQ(Ingested("IRA"), "grp:ira");
}

TEST(ActorDictionary, LeavesAnAmbiguousNameUnreadWithItsCandidates) {
  const ActorReading congo = Dictionary().ReadForIngest("Congo");
  EXPECT_EQ(congo.actor, nullptr);
  std::vector<std::string> ids;
  for (const ActorCandidate& candidate : congo.candidates) ids.push_back(candidate.actor->id);
  EXPECT_THAT(ids, UnorderedElementsAre("CD", "CG"));
  EXPECT_THAT(Queried("Congo"), UnorderedElementsAre("CD", "CG"));
  EXPECT_EQ(Ingested("Congolese army"), "ambiguous");
  EXPECT_EQ(Ingested("PA"), "ambiguous") << "Panama's code and the Palestinian Authority";
}

TEST(ActorDictionary, IdMeansItselfInAQuery) {
  EXPECT_THAT(Queried("PA"), ElementsAre("PA"));
  EXPECT_THAT(Queried("Q58217"), ElementsAre("Q58217"));
  EXPECT_THAT(Queried("mfa:RU"), ElementsAre("mfa:RU"));
}

TEST(ActorDictionary, QueriesAlsoReadBySound) {
  for (const char* name : {"Lawrow", "Lavroff", "Sergej Lavroff", "Serguej Lawroff"}) {
    EXPECT_THAT(Queried(name), ElementsAre("Q58217")) << name;
  }
  EXPECT_THAT(Queried("Stephan Lavroff"), IsEmpty());
  EXPECT_THAT(Queried("Zelenskey"), ElementsAre("Q3874799"));
  EXPECT_THAT(Queried("Hisbolla"), ElementsAre("Q41053"));
  EXPECT_EQ(Ingested("Zelenskey"), "unknown") << "an event is never read by sound";
  const auto candidates = Dictionary().Resolve("Zelenskey", 5);
  ASSERT_EQ(candidates.size(), 1u);
  EXPECT_EQ(candidates[0].matched_by, v1::MATCHED_BY_PHONETIC);
}

TEST(ActorDictionary, SaysHowANameWasFound) {
  const auto matched_by = [](absl::string_view name) {
    const auto candidates = Dictionary().Resolve(name, 3);
    return candidates.empty() ? v1::MATCHED_BY_UNSPECIFIED : candidates.front().matched_by;
  };
  EXPECT_EQ(matched_by("Q58217"), v1::MATCHED_BY_EXACT);
  EXPECT_EQ(matched_by("Sergey Lavrov"), v1::MATCHED_BY_EXACT);
  EXPECT_EQ(matched_by("SERGEY LAVROV"), v1::MATCHED_BY_NORMALIZED);
  EXPECT_EQ(matched_by("Лавров С."), v1::MATCHED_BY_NORMALIZED);
  EXPECT_EQ(matched_by("Воиньслав Лавров"), v1::MATCHED_BY_FUZZY);
  EXPECT_EQ(matched_by("Βαγκνερ"), v1::MATCHED_BY_UNSPECIFIED);
  EXPECT_EQ(matched_by("Мацегора"), v1::MATCHED_BY_NORMALIZED);
  EXPECT_EQ(matched_by("Антонио Тајани"), v1::MATCHED_BY_TRANSLITERATED);
  EXPECT_EQ(matched_by("Zelensyk"), v1::MATCHED_BY_FUZZY);
}

TEST(ActorDictionary, SuggestsWhatIsSpeltAlike) {
  const auto suggestions = Dictionary().Suggest("Lavrvo", 3);
  ASSERT_FALSE(suggestions.empty());
  EXPECT_EQ(suggestions[0].actor->id, "Q58217");
  EXPECT_EQ(suggestions[0].matched_by, v1::MATCHED_BY_FUZZY);
  const auto countries = Dictionary().Suggest("Ukrane", 3);
  ASSERT_FALSE(countries.empty());
  EXPECT_EQ(countries[0].actor->id, "UA");
  EXPECT_THAT(Dictionary().Suggest("Xyzzyqwfp", 3), IsEmpty());
  EXPECT_THAT(Dictionary().Suggest("Lavrvo", 0), IsEmpty());
}

TEST(ActorDictionary, MeaninglessNamesGiveNothing) {
  for (const absl::string_view name :
       {"", " ", "...", "\xff\xfe", "Xyzzyqwfp", "123", "の", "\xf0\x9f\x98\x80"}) {
    EXPECT_THAT(Queried(name), IsEmpty()) << name;
    EXPECT_EQ(Ingested(name), "unknown") << name;
    EXPECT_THAT(Dictionary().Resolve(name, 10), IsEmpty()) << name;
  }
  EXPECT_EQ(Ingested(std::string(5000, 'a')), "unknown");
}

TEST(ActorDictionary, ClosureGoesFromThePersonToTheState) {
  EXPECT_THAT(Dictionary().Closure("Q58217"), ElementsAre("Q58217", "mfa:RU", "RU"));
  EXPECT_THAT(Dictionary().Closure("Q7747"), ElementsAre("Q7747", "org:kremlin", "gov:RU", "RU"));
  EXPECT_THAT(Dictionary().Closure("grp:qassam"), ElementsAre("grp:qassam", "Q38799"));
  EXPECT_THAT(Dictionary().Closure("RU"), ElementsAre("RU"));
  EXPECT_THAT(Dictionary().Closure("nobody"), ElementsAre("nobody"));
}

TEST(ActorDictionary, FindsById) {
  const Actor* lavrov = Dictionary().Find("Q58217");
  ASSERT_NE(lavrov, nullptr);
  EXPECT_EQ(lavrov->name, "Sergey Lavrov");
  EXPECT_EQ(lavrov->kind, "person");
  EXPECT_EQ(Dictionary().Find("forces:KP")->name, "Armed Forces of North Korea");
  EXPECT_EQ(Dictionary().Find("q58217"), nullptr);
  EXPECT_EQ(Dictionary().Find(""), nullptr);
}

// Parses a small dictionary of two states and the given entries.
absl::Status ParseStatus(absl::string_view entries, absl::string_view states =
                                                        "RU\tRUS\tstate\tRussia\tRusia|Россия\n"
                                                        "KP\tPRK\tstate\tNorth Korea\t\n") {
  return ActorDictionary::Parse({"states.tsv", states}, {{"people.txt", entries}}).status();
}

TEST(ActorDictionary, NamesFileAndLineOfDamage) {
  const std::pair<const char*, const char*> kTable[] = {
      {"Q1\n", "people.txt:1: an entry begins with an id, a kind and a name"},
      {"Q1 person\n", "people.txt:1: the name is missing"},
      {"RU also Russia\n", "people.txt:1: an entry of this kind has no name"},
      {"Q1 Person Me\n", "people.txt:1: \"Person\" is no kind"},
      {"# a\n\nQ1 person Me\nof: XX\n", "people.txt:3: \"of\" names XX, which is no actor"},
      {"Q1 person Me\n\nQ1 person You\n", "people.txt:3: the id Q1 was given before"},
      {"RU person Me\n", "people.txt:1: the id RU was given before"},
      {"XX also\nen: X\n", "people.txt:1: no actor has the id XX"},
      {"Q1 person Me\nen Me\n", "people.txt:2: a line must be \"key: values\""},
      {"Q1 person Me\nnames: Me\n", "people.txt:2: unknown key \"names\""},
      {"Q1 person Me\nwhole: no\n", "people.txt:2: \"whole\" can only be \"yes\""},
      {"Q1 person Me\nen: \n", "people.txt:2: a line must be \"key: values\""},
      {"gov body Government of {}\n", "people.txt:1: a body needs a kind"},
  };
  for (const auto& [text, message] : kTable) {
    const absl::Status status = ParseStatus(text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(message)) << text;
  }
  EXPECT_TRUE(ParseStatus("Q1 person Me\nof: RU\nen: Myself\n").ok());
}

TEST(ActorDictionary, NamesFileAndLineOfADamagedStateTable) {
  for (const char* line : {"RU\tRUS\tstate\tRussia", "RU\tRUS\tempire\tRussia\t",
                           "RUS\tRU\tstate\tRussia\t", "RU\tRUS\tstate\t\t"}) {
    const absl::Status status =
        ParseStatus("", std::string("KP\tPRK\tstate\tNorth Korea\t\n") + line + "\n");
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_THAT(std::string(status.message()), HasSubstr("states.tsv:2: ")) << line;
  }
}

TEST(ActorDictionary, ASurnameOfTwoPeopleIsAmbiguous) {
  const absl::string_view entries =
      "Q1 person Ann Smith\n\nQ2 person Bob Smith\nof: RU\n\nQ3 person Bob Jones\n";
  auto dictionary = ActorDictionary::Parse({"states.tsv", "RU\tRUS\tstate\tRussia\tRusia\n"},
                                           {{"people.txt", entries}});
  ASSERT_TRUE(dictionary.ok()) << dictionary.status();
  EXPECT_EQ((*dictionary)->ReadForIngest("Smith").actor, nullptr);
  EXPECT_EQ((*dictionary)->ReadForIngest("Smith").candidates.size(), 2u);
  EXPECT_EQ((*dictionary)->ReadForIngest("Ann Smith").actor->id, "Q1");
  EXPECT_EQ((*dictionary)->ReadForIngest("Smith, B.").actor->id, "Q2");
  EXPECT_EQ((*dictionary)->ReadForIngest("Jones").actor->id, "Q3");
  EXPECT_EQ((*dictionary)->ReadForIngest("Bob").actor, nullptr);
  EXPECT_EQ((*dictionary)->ReadForIngest("Russia Smith").actor->id, "Q2")
      << "what only one of them belongs to tells them apart";
}

}  // namespace
}  // namespace sitrep

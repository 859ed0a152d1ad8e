#include "gazetteer/type_words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gazetteer/name_key.h"

namespace sitrep {
namespace {

// As people write them; looked up by their keys.
constexpr absl::string_view kRegionWords[] = {
    // English and Romance languages.
    "province",
    "provinces",
    "region",
    "regions",
    "oblast",
    "oblasts",
    "krai",
    "kray",
    "okrug",
    "state",
    "governorate",
    "governate",
    "prefecture",
    "department",
    "district",
    "county",
    "canton",
    "territory",
    "division",
    "voivodeship",
    "voblast",
    "raion",
    "rayon",
    "emirate",
    "atoll",
    "autonomous",
    "republic",
    "provincia",
    "región",
    "regió",
    "regione",
    "région",
    "regiao",
    "óblast",
    "estado",
    "état",
    "stato",
    "gobernación",
    "gobernatura",
    "gobernadorado",
    "gouvernorat",
    "governatorato",
    "governorado",
    "departamento",
    "département",
    "dipartimento",
    "distrito",
    "distretto",
    "condado",
    "comté",
    "comarca",
    "cantón",
    "cantone",
    "territorio",
    "territoire",
    "território",
    "prefectura",
    "préfecture",
    "prefettura",
    "krajs",
    "kraï",
    "kraj",
    "regiunea",
    "regiune",
    "județul",
    "judet",
    "raionul",
    // Germanic.
    "gouvernement",
    "provinz",
    "provincie",
    "provinsen",
    "provins",
    "bundesland",
    "landkreis",
    "kreis",
    "bezirk",
    "kanton",
    "woiwodschaft",
    "präfektur",
    "territorium",
    "gebiet",
    "rajon",
    "verwaltungsgebiet",
    "län",
    "fylke",
    "fylki",
    "sýsla",
    "gewest",
    "guvernement",
    "guvernementet",
    "länet",
    // Slavic and Baltic.
    "область",
    "обл",
    "край",
    "округ",
    "республика",
    "провинция",
    "губерния",
    "мухафаза",
    "штат",
    "район",
    "вилайет",
    "департамент",
    "префектура",
    "регион",
    "автономная",
    "провінція",
    "губернаторство",
    "республіка",
    "регіон",
    "автономна",
    "воєводство",
    "воеводство",
    "вобласць",
    "област",
    "покраjина",
    "покрајина",
    "округа",
    "область’",
    "oblasť",
    "oblast’",
    "obwód",
    "województwo",
    "prowincja",
    "gubernatorstwo",
    "muhafaza",
    "republika",
    "powiat",
    "okres",
    "provincija",
    "sritis",
    "kraštas",
    "rajonas",
    "apgabals",
    "novads",
    "županija",
    "pokrajina",
    "oblastta",
    "provincie",
    "guberniya",
    "guberniia",
    "wilajet",
    "hrabstwo",
    // The same in other cases, as sentences have them, and shortened.
    "области",
    "областью",
    "областях",
    "областю",
    "області",
    "края",
    "краю",
    "крае",
    "краем",
    "краї",
    "краєм",
    "округа",
    "округе",
    "округом",
    "окрузі",
    "округу",
    "республики",
    "республике",
    "республикой",
    "республіки",
    "республіці",
    "республікою",
    "провинции",
    "провинцией",
    "провинцию",
    "провінції",
    "провінцію",
    "провінцією",
    "губернии",
    "губернией",
    "района",
    "районе",
    "районом",
    "району",
    "районі",
    "штата",
    "штате",
    "штатом",
    "штату",
    "штаті",
    "региона",
    "регионе",
    "регіону",
    "регіоні",
    "мухафазе",
    "мухафазы",
    "вобласці",
    "респ",
    "р н",
    "obwodu",
    "obwodzie",
    "obwodem",
    "województwa",
    "województwie",
    "prowincji",
    "prowincję",
    "guberni",
    "oblasti",
    "oblastí",
    "kraji",
    "kraje",
    "provincii",
    "provinciji",
    "pokrajini",
    "županiji",
    "gebiets",
    "kr",
    "prov",
    "gov",
    "obl",
    // Turkic, Finno-Ugric, others in Latin letters.
    "ili",
    "il",
    "eyaleti",
    "eyalet",
    "oblastı",
    "krayı",
    "vilayeti",
    "vilayet",
    "viloyati",
    "bölgesi",
    "cumhuriyeti",
    "valiliği",
    "muhafazası",
    "rayonu",
    "alue",
    "lääni",
    "maakunta",
    "provinssi",
    "maakond",
    "terület",
    "megye",
    "tartomány",
    "kormányzóság",
    "határterület",
    "provinsi",
    "wilayah",
    "daerah",
    "tỉnh",
    "vùng",
    "bang",
    "wilaya",
    "wilayat",
    "mintaqat",
    "muhafazat",
    "ostan",
    "velayat",
    "pradesh",
    "do",
    "si do",
    "namdo",
    "bukto",
    // Greek, Armenian, Georgian.
    "περιφέρεια",
    "επαρχία",
    "νομός",
    "όμπλαστ",
    "πολιτεία",
    "κυβερνείο",
    "μαρզ",
    "մարզ",
    "ოლქი",
    "მხარე",
    "პროვინცია",
    // Arabic script and Hebrew.
    "محافظة",
    "ولاية",
    "إقليم",
    "منطقة",
    "مقاطعة",
    "أوبلاست",
    "كراي",
    "جمهورية",
    "استان",
    "ولایت",
    "منطقه",
    "کرای",
    "اوبلاست",
    "صوبہ",
    "ایالت",
    "מחוז",
    "פרובינציית",
    "נפת",
    "קראי",
    "אובלסט",
    // Indic.
    "प्रांत",
    "ओब्लास्ट",
    "राज्य",
    "क्षेत्र",
    "जिला",
    "প্রদেশ",
    "ওব্লাস্ট",
    "রাজ্য",
    "বিভাগ",
    "மாகாணம்",
    // Korean, Japanese and Chinese as words of their own.
    "주",
    "도",
    "성",
    "지방",
    "지역",
    "자치주",
    "자치구",
    "특별자치도",
    "공화국",
    "州",
    "省",
    "県",
    "地方",
    "道",
};

constexpr absl::string_view kCityWords[] = {
    "города",       "городе",     "городу",
    "городом",      "міста",      "місті",
    "місту",        "містом",     "села",
    "селе",         "селі",       "селу",
    "селом",        "посёлка",    "посёлке",
    "поселке",      "селища",     "селищі",
    "пгт",          "смт",        "miasta",
    "mieście",      "miastem",    "města",
    "městě",        "grada",      "gradu",
    "city",         "town",       "village",
    "municipality", "settlement", "ciudad",
    "ville",        "cidade",     "città",
    "stadt",        "dorf",       "ville de",
    "pueblo",       "aldea",      "village de",
    "город",        "г",          "город федерального значения",
    "посёлок",      "поселок",    "село",
    "деревня",      "місто",      "м",
    "селище",       "miasto",     "wieś",
    "město",        "mesto",      "grad",
    "град",         "şehri",      "kenti",
    "stad",         "kaupunki",   "város",
    "πόλη",         "مدينة",      "شهر",
    "בקעת",         "העיר",       "शहर",
    "市",           "시",         "직할시",
    "특별시",       "광역시",
};

// They tie a type word to a name, and mean nothing without one.
constexpr absl::string_view kTies[] = {
    "of", "the", "de", "du",  "des", "di",  "del", "della", "dell", "do", "da", "dos",
    "la", "le",  "el", "von", "van", "der", "den", "in",    "în",   "d",  "l",
};

// Endings of names in scripts without spaces, longest first.
constexpr absl::string_view kRegionEndings[] = {
    "特別自治道", "自治共和国", "自治州", "自治区",     "边疆区",     "邊疆區",     "特别自治道",
    "자치주",     "주",         "共和国", "特별자치도", "특별자치도", "자치공화국", "地方",
    "省",         "州",         "県",     "道",         "地区",       "辖区",       "공화국",
    "지방",       "地方域",     "管区域", "自治道",     "ပြည်နယ်",      "တိုင်းဒေသကြီး",
};
constexpr absl::string_view kCityEndings[] = {
    "直轄市", "直辖市", "特別市", "特别市", "広域市", "广域市", "직할시", "특별시", "광역시", "市",
};

// The only alphabet besides Latin whose type words are common enough in Latin letters.
bool IsCyrillic(absl::string_view word) { return word[0] == '\xD0' || word[0] == '\xD1'; }

enum class WordRole { kRegion, kCity, kTie };

const absl::flat_hash_map<std::string, WordRole>& Roles() {
  static const auto* const roles = [] {
    auto* made = new absl::flat_hash_map<std::string, WordRole>();
    for (absl::string_view word : kRegionWords) {
      made->emplace(NameKey(word), WordRole::kRegion);
      if (IsCyrillic(word)) made->emplace(TransliteratedKey(word), WordRole::kRegion);
    }
    for (absl::string_view word : kCityWords) made->emplace(NameKey(word), WordRole::kCity);
    for (absl::string_view word : kTies) made->emplace(NameKey(word), WordRole::kTie);
    made->erase("");
    return made;
  }();
  return *roles;
}

using Endings = std::vector<std::pair<std::string, TypeHint>>;

const Endings& EndingsByLength() {
  static const auto* const endings = [] {
    auto* made = new Endings();
    for (absl::string_view word : kRegionEndings)
      made->emplace_back(NameKey(word), TypeHint::kRegion);
    for (absl::string_view word : kCityEndings) made->emplace_back(NameKey(word), TypeHint::kCity);
    std::stable_sort(made->begin(), made->end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    return made;
  }();
  return *endings;
}

// Chinese characters, kana and syllables of Korean take three bytes; a bare name has two at least.
constexpr size_t kEastAsianNameBytesMin = 6;

void StripEnding(BareName* name) {
  for (const auto& [ending, hint] : EndingsByLength()) {
    if (name->key.size() >= ending.size() + kEastAsianNameBytesMin &&
        absl::EndsWith(name->key, ending) &&
        name->key[name->key.size() - ending.size() - 1] != ' ') {
      name->key.resize(name->key.size() - ending.size());
      if (name->hint == TypeHint::kNone) name->hint = hint;
      name->changed = true;
      return;
    }
  }
}

}  // namespace

BareName WithoutTypeWords(absl::string_view key) {
  BareName bare;
  const auto& roles = Roles();
  std::vector<absl::string_view> kept;
  std::vector<absl::string_view> kept_with_ties;
  for (absl::string_view word : absl::StrSplit(key, ' ', absl::SkipEmpty())) {
    const auto role = roles.find(word);
    if (role == roles.end()) {
      kept.push_back(word);
      kept_with_ties.push_back(word);
    } else if (role->second == WordRole::kTie) {
      kept_with_ties.push_back(word);
    } else if (role->second == WordRole::kRegion) {
      bare.hint = TypeHint::kRegion;
    } else if (bare.hint == TypeHint::kNone) {
      bare.hint = TypeHint::kCity;
    }
  }
  const bool leading_article = !kept_with_ties.empty() && kept_with_ties.front() == "the";
  if (bare.hint == TypeHint::kNone && leading_article) {
    kept.assign(kept_with_ties.begin() + 1, kept_with_ties.end());
  } else if (bare.hint == TypeHint::kNone) {
    kept.clear();
  }
  bare.changed = !kept.empty();
  bare.key = bare.changed ? absl::StrJoin(kept, " ") : std::string(key);
  if (!bare.changed) bare.hint = TypeHint::kNone;
  StripEnding(&bare);
  return bare;
}

}  // namespace sitrep

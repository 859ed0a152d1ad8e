#include "storage/term_dictionary.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TermList ListOf(uint32_t doc_count) {
  TermList list;
  list.doc_count = doc_count;
  if (doc_count == 1) {
    list.only_doc = 17;
    return list;
  }
  for (uint32_t first = 0; first < doc_count; first += kRunDocsMax) {
    list.runs.push_back({first, {first, UINT32_MAX, 5}});
  }
  return list;
}

std::string PageOf(const std::vector<Term>& terms) {
  TermPageWriter writer;
  for (const Term& term : terms) writer.Add(term, ListOf(1));
  return writer.Finish();
}

TEST(TermPageReader, ReadsBackTermsAndLists) {
  const std::vector<Term> terms = {"",  std::string(1, '\0'),  "a", "ab", "abc\xff",
                                   "b", std::string(5000, 'c')};
  const std::vector<uint32_t> counts = {1, 2, kRunDocsMax, kRunDocsMax + 1, 5 * kRunDocsMax, 1, 3};
  TermPageWriter writer;
  for (size_t i = 0; i < terms.size(); ++i) writer.Add(terms[i], ListOf(counts[i]));
  EXPECT_EQ(writer.first_term(), "");
  EXPECT_TRUE(writer.full());
  const std::string page = writer.Finish();
  EXPECT_TRUE(writer.empty());
  TermPageReader reader(page);
  for (size_t i = 0; i < terms.size(); ++i) {
    ASSERT_TRUE(*reader.Next());
    EXPECT_EQ(reader.term(), terms[i]);
    const TermList expected = ListOf(counts[i]);
    EXPECT_EQ(reader.list().doc_count, expected.doc_count);
    EXPECT_EQ(reader.list().only_doc, expected.only_doc);
    ASSERT_EQ(reader.list().runs.size(), expected.runs.size());
    for (size_t run = 0; run < expected.runs.size(); ++run) {
      EXPECT_EQ(reader.list().runs[run].first_doc, expected.runs[run].first_doc);
      EXPECT_EQ(reader.list().runs[run].part.chunk, expected.runs[run].part.chunk);
      EXPECT_EQ(reader.list().runs[run].part.offset, expected.runs[run].part.offset);
      EXPECT_EQ(reader.list().runs[run].part.size, expected.runs[run].part.size);
    }
  }
  EXPECT_FALSE(*reader.Next());
}

TEST(TermPageReader, OfTermsThatDoNotAscendIsDataLoss) {
  for (const std::vector<Term>& terms :
       {std::vector<Term>{"a", "a"}, {"b", "a"}, {"ab", "a"}, {"a\xff", "a\x01"}}) {
    const std::string page = PageOf(terms);
    TermPageReader reader(page);
    EXPECT_TRUE(*reader.Next());
    EXPECT_EQ(reader.Next().status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(TermPageReader, OfABrokenPageIsDataLoss) {
  const std::string page = PageOf({"abc"});
  for (size_t size = 1; size < page.size(); ++size) {
    TermPageReader reader(absl::string_view(page).substr(0, size));
    EXPECT_EQ(reader.Next().status().code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST(TermDirectory, FindsTheOnlyPageThatMayHaveATerm) {
  std::string chunk;
  std::string other_chunk;
  TermDirectory::PutEntry("b", {1, 10, 100}, chunk);
  TermDirectory::PutEntry("d", {2, 20, 200}, chunk);
  TermDirectory::PutEntry("dd", {3, 30, 300}, other_chunk);
  TermDirectory directory;
  ASSERT_TRUE(directory.Append(chunk).ok());
  ASSERT_TRUE(directory.Append(other_chunk).ok());
  EXPECT_FALSE(directory.PageOf("a"));
  EXPECT_EQ(directory.PageOf("b")->chunk, 1);
  EXPECT_EQ(directory.PageOf("c\xff")->chunk, 1);
  EXPECT_EQ(directory.PageOf("d")->offset, 20);
  EXPECT_EQ(directory.PageOf("dd")->size, 300);
  EXPECT_EQ(directory.PageOf("z")->chunk, 3);
}

TEST(TermDirectory, RefusesDamagedEntries) {
  std::string chunk;
  TermDirectory::PutEntry("b", {1, 10, 100}, chunk);
  for (size_t size = 1; size < chunk.size(); ++size) {
    TermDirectory directory;
    EXPECT_EQ(directory.Append(chunk.substr(0, size)).code(), absl::StatusCode::kDataLoss);
  }
  TermDirectory twice;
  ASSERT_TRUE(twice.Append(chunk).ok());
  EXPECT_EQ(twice.Append(chunk).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace sitrep

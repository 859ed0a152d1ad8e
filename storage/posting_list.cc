#include "storage/posting_list.h"

#include <algorithm>

#include "base/status_macros.h"
#include "storage/byte_codec.h"

namespace sitrep {
namespace {

absl::Status DamagedRun() { return absl::DataLossError("a damaged posting list"); }

}  // namespace

void EncodeRun(absl::Span<const uint32_t> docs, std::string& out) {
  const size_t blocks = (docs.size() + kBlockDocs - 1) / kBlockDocs;
  std::string payloads;
  PutVarint(blocks, out);
  uint32_t first_before = 0;
  for (size_t begin = 0; begin < docs.size(); begin += kBlockDocs) {
    const size_t end = std::min(begin + kBlockDocs, docs.size());
    const size_t payload_begin = payloads.size();
    for (size_t i = begin + 1; i < end; ++i) PutVarint(docs[i] - docs[i - 1], payloads);
    PutVarint(docs[begin] - first_before, out);
    PutVarint(payloads.size() - payload_begin, out);
    first_before = docs[begin];
  }
  out += payloads;
}

absl::StatusOr<PostingRun> PostingRun::Parse(absl::string_view bytes) {
  CodecReader reader(bytes);
  uint64_t count = 0;
  if (!reader.ReadVarint(count) || count == 0 || count > kRunDocsMax / kBlockDocs) {
    return DamagedRun();
  }
  PostingRun run;
  run.blocks_.resize(count);
  std::vector<uint32_t> sizes(count);
  uint64_t first_doc = 0;
  for (size_t i = 0; i < count; ++i) {
    uint32_t step = 0;
    if (!reader.ReadVarint32(step) || !reader.ReadVarint32(sizes[i])) return DamagedRun();
    first_doc += step;
    if (first_doc >= kNoDoc || (i > 0 && step == 0)) return DamagedRun();
    run.blocks_[i].first_doc = static_cast<uint32_t>(first_doc);
  }
  for (size_t i = 0; i < count; ++i) {
    if (!reader.ReadBytes(sizes[i], run.blocks_[i].rest)) return DamagedRun();
  }
  if (!reader.at_end()) return DamagedRun();
  return run;
}

size_t PostingRun::BlockOf(uint32_t doc) const {
  if (decoded_block_ != SIZE_MAX && IsIn(decoded_block_, doc)) return decoded_block_;
  const auto after = std::upper_bound(
      blocks_.begin(), blocks_.end(), doc,
      [](uint32_t wanted, const Block& block) { return wanted < block.first_doc; });
  return after == blocks_.begin() ? blocks_.size() : after - blocks_.begin() - 1;
}

size_t PostingRun::LastAtOrBefore(uint32_t doc) {
  // From where the last one was, in steps that double.
  size_t low = near_;
  size_t high = near_ + 1;
  for (size_t step = 1; decoded_[low] > doc; step *= 2) {
    high = low;
    low = low > step ? low - step : 0;
  }
  for (size_t step = 1; high < decoded_.size() && decoded_[high] <= doc; step *= 2) {
    low = high;
    high = std::min(high + step, decoded_.size());
  }
  near_ = std::upper_bound(decoded_.begin() + low + 1, decoded_.begin() + high, doc) -
          decoded_.begin() - 1;
  return near_;
}

absl::Status PostingRun::Decode(size_t block) {
  if (block == decoded_block_) return absl::OkStatus();
  decoded_block_ = SIZE_MAX;
  decoded_.clear();
  decoded_.reserve(kBlockDocs);
  uint64_t doc = blocks_[block].first_doc;
  decoded_.push_back(static_cast<uint32_t>(doc));
  CodecReader reader(blocks_[block].rest);
  while (!reader.at_end()) {
    uint32_t step = 0;
    if (!reader.ReadVarint32(step) || step == 0 || decoded_.size() == kBlockDocs) {
      return DamagedRun();
    }
    doc += step;
    if (doc >= kNoDoc) return DamagedRun();
    decoded_.push_back(static_cast<uint32_t>(doc));
  }
  const bool last = block + 1 == blocks_.size();
  if (!last && decoded_.back() >= blocks_[block + 1].first_doc) return DamagedRun();
  decoded_block_ = block;
  near_ = std::min(near_, decoded_.size() - 1);
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> PostingRun::AtOrBefore(uint32_t doc) {
  const size_t block = BlockOf(doc);
  if (block == blocks_.size()) return kNoDoc;
  RETURN_IF_ERROR(Decode(block));
  return decoded_[LastAtOrBefore(doc)];
}

absl::StatusOr<uint32_t> PostingRun::AtOrAfter(uint32_t doc) {
  const size_t block = BlockOf(doc);
  if (block == blocks_.size()) return blocks_.front().first_doc;
  RETURN_IF_ERROR(Decode(block));
  const size_t before = LastAtOrBefore(doc);
  if (decoded_[before] == doc) return doc;
  if (before + 1 < decoded_.size()) return decoded_[before + 1];
  return block + 1 < blocks_.size() ? blocks_[block + 1].first_doc : kNoDoc;
}

absl::Status PostingRun::DecodeAll(std::vector<uint32_t>& docs) {
  for (size_t block = 0; block < blocks_.size(); ++block) {
    RETURN_IF_ERROR(Decode(block));
    docs.insert(docs.end(), decoded_.begin(), decoded_.end());
  }
  return absl::OkStatus();
}

}  // namespace sitrep

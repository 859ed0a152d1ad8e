#include "storage/index_cursor.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "storage/index_unit.h"

namespace sitrep {

// Merges the units. Each stands in a heap by what it may have next; a unit is opened only when it
// comes to the top, so those that lie behind the page are never looked at.
class IndexCursor::Impl {
  struct Source {
    // The next match, or, before the unit is opened, what no match comes before.
    IndexedRevision next;
    const IndexUnit* unit;
    std::unique_ptr<UnitCursor> cursor;
  };

  auto Later() const {
    return [this](const Source& a, const Source& b) {
      return ComesBefore(b.next.address, a.next.address, query_.newest_first);
    };
  }

 public:
  Impl(std::shared_ptr<const IndexView> view, IndexQuery query)
      : view_(std::move(view)), query_(std::move(query)) {
    counters_.units = static_cast<int64_t>(view_->units.size());
    const bool none = std::any_of(query_.all_of.begin(), query_.all_of.end(),
                                  [](const AnyTerm& any) { return any.empty(); });
    if (none) return;
    for (const auto& unit : view_->units) {
      const std::optional<Address> first = unit->FirstPossible(query_);
      if (!first) continue;
      sources_.push_back({IndexedRevision{.address = *first}, unit.get(), nullptr});
    }
    std::make_heap(sources_.begin(), sources_.end(), Later());
  }

  absl::StatusOr<bool> Next(IndexedRevision* next) {
    if (!status_.ok()) return status_;
    absl::StatusOr<bool> found = Advance(next);
    if (!found.ok()) status_ = found.status();
    return found;
  }

  absl::StatusOr<std::vector<ClauseSize>> ClauseSizes() const {
    std::vector<ClauseSize> sizes;
    for (const AnyTerm& any : query_.all_of) {
      ClauseSize size{any, 0};
      for (const auto& unit : view_->units) {
        for (const Term& term : any) {
          ASSIGN_OR_RETURN(const int64_t postings, unit->CountTerm(term));
          size.postings += postings;
        }
      }
      sizes.push_back(std::move(size));
    }
    std::stable_sort(sizes.begin(), sizes.end(), [](const ClauseSize& a, const ClauseSize& b) {
      return a.postings < b.postings;
    });
    return sizes;
  }

  const CursorCounters& counters() const { return counters_; }

 private:
  absl::StatusOr<bool> Advance(IndexedRevision* found) {
    while (!sources_.empty()) {
      std::pop_heap(sources_.begin(), sources_.end(), Later());
      Source& source = sources_.back();
      const bool opened = source.cursor != nullptr;
      const IndexedRevision match = source.next;
      if (!opened) {
        ASSIGN_OR_RETURN(source.cursor, source.unit->Open(query_, &counters_));
        ++counters_.units_opened;
      }
      ASSIGN_OR_RETURN(const bool more, source.cursor->Next(&source.next));
      if (more) {
        std::push_heap(sources_.begin(), sources_.end(), Later());
      } else {
        sources_.pop_back();
      }
      if (opened) {
        *found = match;
        return true;
      }
    }
    return false;
  }

  const std::shared_ptr<const IndexView> view_;
  const IndexQuery query_;
  CursorCounters counters_;
  std::vector<Source> sources_;
  absl::Status status_;
};

IndexCursor::IndexCursor(std::shared_ptr<const IndexView> view, IndexQuery query)
    : impl_(std::make_unique<Impl>(std::move(view), std::move(query))) {}
IndexCursor::~IndexCursor() = default;
IndexCursor::IndexCursor(IndexCursor&& other) noexcept = default;
IndexCursor& IndexCursor::operator=(IndexCursor&& other) noexcept = default;

absl::StatusOr<bool> IndexCursor::Next(IndexedRevision* found) { return impl_->Next(found); }

const CursorCounters& IndexCursor::counters() const { return impl_->counters(); }

absl::StatusOr<std::vector<ClauseSize>> IndexCursor::ClauseSizes() const {
  return impl_->ClauseSizes();
}

}  // namespace sitrep

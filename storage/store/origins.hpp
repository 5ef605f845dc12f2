#pragma once
// Origins: the outcomes of the last proposals of each open origin, so that a proposal can be
// repeated and is done once. At most outcome_window sequences below the highest are remembered.
// Pure.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/store/outcome_rows.hpp"
#include "storage/store/store.hpp"

namespace shoal::store {

class Origins {
 public:
  void open(const log::Origin& origin);  // forgets what an earlier instance proposed
  void close_all() { windows_.clear(); }

  // Nothing: new. Otherwise the recorded outcome, or the refusal that answers it.
  std::optional<Outcome> known(const log::Origin& origin, OriginSequence sequence) const;
  void remember(const log::Origin& origin, OriginSequence sequence, const Outcome& outcome);
  // A stored row, at load. Outcomes of closed instances and of sequences below the window are left
  // over from earlier and ignored; false: damaged.
  bool recall(std::string_view row_key, std::string_view row);

 private:
  // A ring: a sequence's place is the sequence modulo the size, which grows up to the window's.
  struct Window {
    struct Slot {
      uint64_t sequence = 0;  // 0: none
      Outcome outcome;
    };
    uint64_t instance = 0;
    uint64_t highest = 0;
    std::vector<Slot> slots;
    uint64_t floor() const {  // sequences at and below are unknown
      return highest > outcome_window ? highest - outcome_window : 0;
    }
    const Outcome* find(uint64_t sequence) const;
    void insert(uint64_t sequence, const Outcome& outcome);

   private:
    bool place(uint64_t sequence, const Outcome& outcome);
  };
  std::map<std::string, Window, std::less<>> windows_;  // open origins only
};

}  // namespace shoal::store

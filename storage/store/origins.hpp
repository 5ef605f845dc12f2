#pragma once
// Origins: the outcomes of the last proposals of each open origin, so that a proposal can be
// repeated and is done once. At most outcome_window sequences below the highest are remembered.
// Pure.

#include <map>
#include <optional>
#include <string>

#include "storage/store/outcome.hpp"
#include "storage/store/store.hpp"

namespace shoal::store {

class Origins {
 public:
  void open(const log::Origin& origin);  // forgets what an earlier instance proposed
  void close_all() { windows_.clear(); }

  // Nothing: new. Otherwise the recorded outcome, or the refusal that answers it.
  std::optional<Outcome> known(const log::Origin& origin, OriginSequence sequence) const;
  // Remembers; gives the record to store. The slot is the sequence modulo the window, so that what
  // falls out of the window is overwritten and never deleted.
  RecordChange remember(const log::Origin& origin, OriginSequence sequence, const Outcome& outcome);
  // The reverse, at load. Slots of closed instances and of sequences below the window are left over
  // from earlier and ignored; false: damaged.
  bool recall(std::string_view record_key, std::string_view value);

 private:
  struct Window {
    uint64_t instance = 0;
    std::map<uint64_t, Outcome> outcomes;
    uint64_t floor() const {  // sequences at and below are unknown
      const auto highest = outcomes.empty() ? 0 : outcomes.rbegin()->first;
      return highest > outcome_window ? highest - outcome_window : 0;
    }
  };
  static void insert(Window& window, uint64_t sequence, const Outcome& outcome);
  std::map<std::string, Window, std::less<>> windows_;  // open origins only
};

}  // namespace shoal::store

#pragma once
// WritesUnderWay: which units of one shard may be proposed now. Looks at different objects may want
// the same object written, a sweep and the object's own look say. The one that comes second would
// only be refused, and its object would wait out a back-off for something that is no failure: so it
// is not proposed, and its object is looked at again once the first one's outcome is known.
// Pure; not thread safe.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "actors/controllers/controller.hpp"
#include "storage/log/transaction.hpp"
#include "storage/store/snapshot.hpp"

namespace shoal::controllers {

class WritesUnderWay {
 public:
  // False when another unit has one of these keys; end() of that one then tells this name. It holds
  // the keys of the units in flight, and for each the names that wanted it, each once.
  bool begin(const ObjectName& name, const std::vector<std::string>& keys);
  // The unit has an outcome. Those that were turned away because of it.
  std::set<ObjectName> end(const std::vector<std::string>& keys);
  void clear() { turned_away_.clear(); }

 private:
  std::map<std::string, std::set<ObjectName>> turned_away_;  // by key under way
};

std::vector<std::string> written_keys(const log::Transaction& transaction);

// An object it was planned on is another by now: it would be refused.
bool is_overtaken(const log::Transaction& transaction, const store::Snapshot& now);

}  // namespace shoal::controllers

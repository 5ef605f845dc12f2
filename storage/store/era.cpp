#include "storage/store/era.hpp"

#include <utility>

namespace shoal::store {

// A reader that was slow holds a long chain: its eras end one after another, not within each other.
Era::~Era() {
  for (const auto& [thing, end] : buried_) end(thing);
  thread_local std::vector<std::shared_ptr<Era>>* ending = nullptr;
  if (!next_) return;
  if (ending) {
    ending->push_back(std::move(next_));
    return;
  }
  std::vector<std::shared_ptr<Era>> chain;
  ending = &chain;
  chain.push_back(std::move(next_));
  while (!chain.empty()) {
    auto era = std::move(chain.back());
    chain.pop_back();
    era.reset();
  }
  ending = nullptr;
}

}  // namespace shoal::store

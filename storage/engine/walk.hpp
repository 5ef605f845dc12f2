#pragma once
// Walk: all that some families of an engine hold, read once from the disk in bounded steps. Between
// steps nothing is held, and what is written meanwhile may be met or not. One thread at a time; the
// engine must outlive it.

#include <functional>
#include <string>
#include <vector>

#include "storage/engine/engine.hpp"

namespace shoal::engine {

class Walk {
 public:
  using Visit = std::function<bool(Family family, std::string_view key, std::string_view value)>;
  Walk(const Engine& engine, std::vector<Family> families)
      : engine_(&engine), families_(std::move(families)) {}
  // Goes on until at least so many bytes of keys and values were seen, to the end, or until `visit`
  // returns false. How many bytes that were; an error when the disk cannot be read.
  [[nodiscard]] Result<size_t> step(size_t bytes_max, const Visit& visit);
  bool done() const { return at_ == families_.size(); }

 private:
  const Engine* engine_;
  std::vector<Family> families_;
  size_t at_ = 0;
  std::string from_;  // the next key
};

}  // namespace shoal::engine

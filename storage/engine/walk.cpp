#include "storage/engine/walk.hpp"

namespace shoal::engine {

Result<size_t> Walk::step(size_t bytes_max, const Visit& visit) {
  size_t bytes = 0;
  bool full = false;
  bool going = true;
  while (!done() && !full && going) {
    const auto family = families_[at_];
    SHOAL_TRY(engine_->read_through(family, {from_, ""}, [&](std::string_view key, auto value) {
      full = bytes >= bytes_max;
      if (full) from_ = key;
      if (full) return false;
      bytes += key.size() + value.size();
      going = visit(family, key, value);
      return going;
    }));
    if (full || !going) break;
    ++at_;
    from_.clear();
  }
  return bytes;
}

}  // namespace shoal::engine

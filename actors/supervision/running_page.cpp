#include "actors/supervision/running_page.hpp"

#include <algorithm>
#include <cstring>

namespace shoal {

RunningSlot& RunningPage::mine() {
  static std::atomic<size_t> next{0};
  thread_local const size_t index = std::min(next.fetch_add(1), slots_max - 1);
  return slots_[index];
}

void copy_cut(char* to, size_t size, std::string_view from) {
  size_t length = std::min(from.size(), size - 1);
  std::memcpy(to, from.data(), length);
  to[length] = '\0';
}

}  // namespace shoal

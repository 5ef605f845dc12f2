#pragma once
// ContentReader: the pairs of a state, as a database or a snapshot holds them, become the Content
// of a Store. Each pair is checked by itself. Pure; reading is total.

#include <vector>

#include "storage/store/store.hpp"
#include "storage/store/stored_form.hpp"

namespace shoal::store {

class ContentReader {
 public:
  // All records first, since they say where history begins; each family in key order. bad_request:
  // a record behind an object. damaged: the pair is not as it was written. Either is final.
  [[nodiscard]] Status add(engine::Family family, std::string_view key, std::string_view value);
  // What was read; without the head.
  [[nodiscard]] Result<Content> finish();

 private:
  [[nodiscard]] Status add_record(std::string_view key, std::string_view value);
  [[nodiscard]] Status add_version(std::string_view key, std::string_view value);
  [[nodiscard]] Status take_versions();

  Content content_;
  Revision horizon_;               // of history
  std::vector<Version> versions_;  // of one object, newest first
};

}  // namespace shoal::store

#include "actors/objects/view.hpp"

#include <charconv>

#include "actors/objects/key.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::objects {

const schema::Kind& View::kind_of(const schema::Struct& type) {
  for (const schema::Kind& kind : kinds()) {
    if (kind.structure == &type) return kind;
  }
  SHOAL_CHECK(false, "a type that is not a served kind was looked up in a view");
}

Revision View::revision_of(std::string_view text) {
  Revision revision;
  std::from_chars(text.data(), text.data() + text.size(), revision.value);
  return revision;
}

BoxPtr View::get(const schema::Kind& kind, std::string_view space, std::string_view name) const {
  return cache_->get(kind, snapshot_.get(key_of(kind, space, name)));
}

void View::each(const schema::Kind& kind, std::string_view space,
                const std::function<bool(const BoxPtr&)>& visit) const {
  snapshot_.scan(prefix_of(kind, space), {}, [&](const store::ObjectPtr& object) {
    BoxPtr box = cache_->get(kind, object);
    return !box || visit(box);
  });
}

void View::each_by_index(const schema::Kind& kind, std::string_view index, std::string_view value,
                         const std::function<bool(const BoxPtr&)>& visit) const {
  std::string prefix = prefix_of(kind, {});
  snapshot_.by_index(index, value, [&](const store::ObjectPtr& object) {
    if (!std::string_view(object->key).starts_with(prefix)) return true;
    BoxPtr box = cache_->get(kind, object);
    return !box || visit(box);
  });
}

}  // namespace shoal::objects

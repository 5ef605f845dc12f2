#pragma once
// NamespaceController: empties a namespace that is being deleted, kind by kind, says in its
// conditions what is left and why, and lets it go once it is empty. Pods end in order. Nothing new
// can appear meanwhile: creation in it is refused when the log applies it. Pure.

#include <map>
#include <string>
#include <vector>

#include "actors/controllers/controller.hpp"
#include "schema/kinds/core.hpp"

namespace shoal::controllers {

inline constexpr size_t content_at_once_max = 128;  // objects that one plan deletes

// What is in a namespace that is being deleted.
struct NamespaceContent {
  struct Doomed {
    const schema::Kind* kind = nullptr;
    objects::BoxPtr object;
  };
  std::vector<Doomed> doomed;                // not yet being deleted, at most content_at_once_max
  bool more = false;                         // of those
  std::map<std::string, size_t> kinds;       // "pods." -> how many objects there are
  std::map<std::string, size_t> finalizers;  // -> how many objects carry it
};

struct NamespaceController {
  static constexpr std::string_view name = "namespace";
  using Primary = core::Namespace;
  struct Observed {
    objects::Typed<core::Namespace> space;
    NamespaceContent content;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers

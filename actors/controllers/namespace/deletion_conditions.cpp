#include "actors/controllers/namespace/deletion_conditions.hpp"

#include <algorithm>

namespace shoal::controllers {
namespace {

using core::NamespaceCondition;

NamespaceCondition condition(std::string_view type, bool status, std::string_view reason,
                             std::string message) {
  NamespaceCondition made;
  made.type = type;
  made.status = status ? "True" : "False";
  made.reason = reason;
  made.message = std::move(message);
  return made;
}

std::string join(const std::map<std::string, size_t>& counts, std::string_view between,
                 std::string_view after) {
  std::string text;
  for (const auto& [what, count] : counts) {
    if (!text.empty()) text += ", ";
    text += what + std::string(between) + std::to_string(count) + std::string(after);
  }
  return text;
}

std::vector<NamespaceCondition> as_it_is(const NamespaceContent& content,
                                         const std::string& failure) {
  bool remaining = !content.kinds.empty(), held = !content.finalizers.empty();
  return {
      condition("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
                "All resources successfully discovered"),
      condition("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
                "All legacy kube types successfully parsed"),
      failure.empty()
          ? condition("NamespaceDeletionContentFailure", false, "ContentDeleted",
                      "All content successfully deleted, may be waiting on finalization")
          : condition("NamespaceDeletionContentFailure", true, "ContentDeletionFailed",
                      "Failed to delete all resource types: " + failure),
      remaining ? condition("NamespaceContentRemaining", true, "SomeResourcesRemain",
                            "Some resources are remaining: " +
                                join(content.kinds, " has ", " resource instances"))
                : condition("NamespaceContentRemaining", false, "ContentRemoved",
                            "All content successfully removed"),
      held ? condition("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                       "Some content in the namespace has finalizers remaining: " +
                           join(content.finalizers, " in ", " resource instances"))
           : condition("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers",
                       "All content-preserving finalizers finished"),
  };
}

std::string without_digits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

}  // namespace

std::vector<NamespaceCondition> deletion_conditions(
    const std::vector<NamespaceCondition>& now_there, const NamespaceContent& content,
    const std::string& failure, WallTime now) {
  auto wanted = now_there;
  for (auto& made : as_it_is(content, failure)) {
    auto found = std::find_if(wanted.begin(), wanted.end(),
                              [&](const auto& c) { return c.type == made.type; });
    bool turned = found == wanted.end() || found->status != made.status;
    made.lastTransitionTime =
        turned ? api::Time::from_unix_ns(to_unix_ns(now)) : found->lastTransitionTime;
    if (found == wanted.end()) {
      wanted.push_back(std::move(made));
    } else {
      *found = std::move(made);
    }
  }
  return wanted;
}

bool worth_writing(const std::vector<NamespaceCondition>& before,
                   const std::vector<NamespaceCondition>& after) {
  return !std::equal(before.begin(), before.end(), after.begin(), after.end(),
                     [](const auto& a, const auto& b) {
                       return a.type == b.type && a.status == b.status && a.reason == b.reason &&
                              without_digits(a.message) == without_digits(b.message);
                     });
}

}  // namespace shoal::controllers

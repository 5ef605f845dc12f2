#pragma once
// The name a pod template goes by: the label pod-template-hash and the end of its replica set's
// name. Two programs of different versions may call one template differently; which set carries a
// template is therefore decided by comparing templates, never by this. Pure.

#include <cstdint>
#include <string>

#include "schema/kinds/pod.hpp"

namespace shoal::controllers {

inline constexpr std::string_view template_hash_label = "pod-template-hash";

// Ten letters and digits without vowels. `collisions`: how often a name turned out to be taken.
std::string template_hash(const core::PodTemplateSpec& pods, int32_t collisions);

// Whether two templates make the same pods: the label above aside.
bool same_template(const core::PodTemplateSpec& a, const core::PodTemplateSpec& b);

}  // namespace shoal::controllers

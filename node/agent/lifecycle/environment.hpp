#pragma once
// The environment of a container: envFrom, then env in order, each value with $(NAME) replaced by
// what stands before it; and command and args with the same replacement. Pure. Values may be
// secret: they are never part of an error.

#include <string>
#include <string_view>

#include "node/agent/lifecycle/sources.hpp"
#include "node/runtime/spec.hpp"

namespace shoal::agent {

// In order, each name once. An error is fit for the user: configmap "web" not found.
Result<runtime::Pairs> environment_of(const core::Pod& pod, const core::Container& container,
                                      const Sources& sources);

// $(NAME) becomes its value, $$ a dollar sign; unknown names stay as they are.
std::string expand(std::string_view text, const runtime::Pairs& variables);

}  // namespace shoal::agent

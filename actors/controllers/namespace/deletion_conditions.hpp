#pragma once
// The conditions of a namespace that is being deleted. Pure.

#include <string>
#include <vector>

#include "actors/controllers/namespace/namespace_controller.hpp"

namespace shoal::controllers {

// The conditions as they ought to be; those there are keep their times. `failure`: why the last
// deletions were refused; empty: they were not.
std::vector<core::NamespaceCondition> deletion_conditions(
    const std::vector<core::NamespaceCondition>& now_there, const NamespaceContent& content,
    const std::string& failure, WallTime now);

// Whether they differ in more than how many objects are left: a write for each of ten thousand
// objects that go would tell nobody anything.
bool worth_writing(const std::vector<core::NamespaceCondition>& before,
                   const std::vector<core::NamespaceCondition>& after);

}  // namespace shoal::controllers

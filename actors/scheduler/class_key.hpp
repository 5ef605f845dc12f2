#pragma once
// class_key: what identifies a PodClass. Pure.

#include <string>

#include "actors/scheduler/pod_class.hpp"

namespace shoal::scheduler {

// `cheap`: a class with its cheap parts filled in (space, owner, labels, requests, ports); the rest
// is read from the pod.
std::string class_key(const core::Pod& pod, const PodClass& cheap);

}  // namespace shoal::scheduler

#pragma once
// Room: below the soft watermark of a node's disk nothing that grows the state is taken there, so
// that deletes, compactions and Raft's own records never meet a full disk. Pure.

#include <algorithm>

#include "actors/apiserver/rest/call.hpp"
#include "actors/objects/view.hpp"

namespace shoal::api {

inline constexpr uint64_t soft_watermark_max = uint64_t{1} << 30;  // bytes
inline constexpr uint64_t soft_watermark_part = 20;  // of a small disk: one of so many parts
inline constexpr int32_t room_retry_s = 1;           // clients try ten times

struct DiskRoom {
  uint64_t free = 0;  // bytes, for this user
  uint64_t size = 0;
};

// What must stay free of a disk of this size.
constexpr uint64_t soft_watermark(uint64_t size) {
  return std::min(soft_watermark_max, size / soft_watermark_part);
}

// Creates, updates and patches of whole objects but Leases, which are few and are written over and
// over. Deletes and subresources (status, eviction, binding) pass always.
bool may_grow(const Call& call);

// too_many_requests below the watermark, with the resource that has most objects: it is what grows.
[[nodiscard]] Status check_room(const Call& call, DiskRoom room, const objects::View& view);

}  // namespace shoal::api

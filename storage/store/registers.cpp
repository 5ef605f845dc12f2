#include "storage/store/registers.hpp"

#include "storage/store/binary.hpp"

namespace shoal::store {

std::string print_registers(const Registers& r) {
  std::string out;
  out.reserve(40);
  put_int(out, r.revision.value);
  put_int(out, r.horizon.value);
  put_int(out, r.cluster_epoch.value);
  put_int(out, to_unix_ns(r.time));
  put_int(out, r.state_hash);
  return out;
}

std::optional<Registers> parse_registers(std::string_view value) {
  BinaryReader in(value);
  Registers r;
  r.revision.value = in.integer<uint64_t>();
  r.horizon.value = in.integer<uint64_t>();
  r.cluster_epoch.value = in.integer<uint64_t>();
  r.time = wall_from_unix_ns(in.integer<int64_t>());
  r.state_hash = in.integer<uint64_t>();
  if (!in.done()) return {};
  return r;
}

}  // namespace shoal::store

#pragma once
// planted: bugs that real systems had, at the place where ours would have them, so that the
// simulator can prove that its checkers see them. Built only with -DSHOAL_PLANTED_BUGS=ON; else
// on() is a constant false and every branch on it, with its name, is gone from the binary. Pure,
// but for the one switch, which a single-threaded program sets before it runs.

#include <cstdint>
#include <string_view>

namespace shoal::planted {

enum class Bug : uint8_t {
  none,
  acknowledge_before_sync,
  read_before_first_commit,
  stale_append_ack,
  read_context_reused,
  vote_of_wiped_node,
  configuration_applied_late,
  snapshot_index_as_configuration_index,
  watch_skips_at_compaction,
  revision_goes_back_after_crash,
  leadership_kept_with_hung_disk,
  write_repeated_after_retry,
};

#ifdef SHOAL_PLANTED_BUGS

struct Named {
  Bug bug;
  std::string_view name;
};
inline constexpr Named all[] = {
    {Bug::acknowledge_before_sync, "acknowledge_before_sync"},
    {Bug::read_before_first_commit, "read_before_first_commit"},
    {Bug::stale_append_ack, "stale_append_ack"},
    {Bug::read_context_reused, "read_context_reused"},
    {Bug::vote_of_wiped_node, "vote_of_wiped_node"},
    {Bug::configuration_applied_late, "configuration_applied_late"},
    {Bug::snapshot_index_as_configuration_index, "snapshot_index_as_configuration_index"},
    {Bug::watch_skips_at_compaction, "watch_skips_at_compaction"},
    {Bug::revision_goes_back_after_crash, "revision_goes_back_after_crash"},
    {Bug::leadership_kept_with_hung_disk, "leadership_kept_with_hung_disk"},
    {Bug::write_repeated_after_retry, "write_repeated_after_retry"},
};
inline Bug active = Bug::none;
inline bool on(Bug bug) {
  return active == bug;
}

#else

constexpr bool on(Bug) {
  return false;
}

#endif

}  // namespace shoal::planted

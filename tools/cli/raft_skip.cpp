// shoal raft skip: an entry that kills whoever applies it is left out.

#include <fmt/format.h>

#include <charconv>
#include <thread>

#include "actors/cluster/rules/sayings.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/raft_skip.hpp"

namespace shoal::cli {
namespace {

constexpr Duration patience = std::chrono::seconds(10);
constexpr Duration ask_again = std::chrono::milliseconds(250);
constexpr Duration link_patience = std::chrono::seconds(2);

Result<LogIndex> index_of(const std::string& word) {
  uint64_t index = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
  if (error != std::errc() || end != word.data() + word.size() || index == 0)
    return Status(Code::bad_request, fmt::format("'{}' is not the number of an entry", word));
  return LogIndex{index};
}

}  // namespace

// The wish is repeated until the node that was asked has skipped the entry itself: the record that
// says so may be lost with a leader, and a second one changes nothing.
Status run_raft_skip(const Arguments& arguments) {
  SHOAL_ASSIGN(const auto index, index_of(arguments.words()[1]));
  SHOAL_ASSIGN(auto link, link_to_node(arguments, link_patience));
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto answer = link->ask(PeerFrame::skip, cluster::encode_skip(index), link_patience);
    const bool again = answer.ok() || answer.status().code() == Code::unavailable;
    if (answer.ok() && answer->empty()) break;
    if (!again) return answer.status();
    if (std::chrono::steady_clock::now() > until)
      return answer.ok() ? Status(Code::unavailable, "the entry is not skipped yet: ask again")
                         : answer.status();
    std::this_thread::sleep_for(ask_again);
  }
  print(fmt::format("entry {} is skipped: what it was to write is lost, all else goes on\n",
                    index.value));
  return {};
}

}  // namespace shoal::cli

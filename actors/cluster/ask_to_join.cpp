#include "actors/cluster/ask_to_join.hpp"

#include <future>
#include <thread>

#include "actors/link/links.hpp"

namespace shoal::cluster {
namespace {

constexpr Duration try_again_after = std::chrono::milliseconds(100);
constexpr Duration one_try_max = std::chrono::seconds(5);

Result<Bytes> one_try(Links& links, const PeerAddress& peer, const KeyPin& pin,
                      const Bytes& request) {
  auto answer = std::make_shared<std::promise<Result<Bytes>>>();
  auto future = answer->get_future();
  links.join(peer, pin, request, one_try_max,
             [answer](Result<Bytes> result) { answer->set_value(std::move(result)); });
  if (future.wait_for(one_try_max + std::chrono::seconds(1)) != std::future_status::ready)
    return Status(Code::unavailable, "no answer in time");
  return future.get();
}

// The token may pin several nodes; the address is that of one of them.
Result<Bytes> try_all_pins(Links& links, const EntryOptions& options, const JoinToken& token,
                           const Bytes& request) {
  Status last;
  for (const KeyPin& pin : token.pins) {
    auto answer = one_try(links, options.join, pin, request);
    if (answer.ok() || answer.status().code() == Code::unavailable) return answer;
    last = answer.status();
  }
  return last;
}

}  // namespace

Result<JoinAnswer> ask_to_join(const EntryOptions& options, const NodeKey& key,
                               const JoinToken& token, const Clock& clock) {
  LinkOptions link;
  link.name = options.self.name;
  link.cluster = token.cluster;
  link.key = key;
  LinkCallbacks callbacks;
  callbacks.on_frame = [](const NodeName&, Frame) {};
  callbacks.on_up = [](const NodeName&, LinkClass) {};
  callbacks.on_down = [](const NodeName&, LinkClass, LinkDown, const std::string&) {};
  callbacks.is_pinned = [](const KeyPin&) { return NodeName(); };
  SHOAL_ASSIGN(auto links, make_links(std::move(link), std::move(callbacks)));

  JoinRequest wish{token.id, token.secret, options.self};
  wish.member.pin = key.pin;
  const Bytes request = encode(wish);
  if (request.size() > join_token_max)
    return Status(Code::too_large, "this node's name and addresses are too long to join with");
  const MonoTime until = clock.mono() + options.patience;
  while (true) {
    auto answer = try_all_pins(*links, options, token, request);
    if (answer.ok()) return decode_join_answer(*answer);
    if (answer.status().code() != Code::unavailable) return answer.status();
    if (clock.mono() >= until) return answer.status();
    std::this_thread::sleep_for(try_again_after);
  }
}

}  // namespace shoal::cluster

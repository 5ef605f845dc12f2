#include "actors/cluster/ask_to_join.hpp"

#include <future>
#include <thread>

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

// A door may be that of one of several nodes.
Result<Bytes> try_door(Links& links, const JoinDoor& door, const Bytes& request) {
  Status last(Code::unavailable, "it is not known whose key to expect there");
  for (const KeyPin& pin : door.pins) {
    auto answer = one_try(links, door.at, pin, request);
    // Only who has another key leaves the door to the next.
    if (answer.ok() || answer.status().code() != Code::not_found) return answer;
    last = answer.status();
  }
  return last;
}

// A refusal counts when nobody is left who might answer otherwise.
Result<Bytes> try_doors(Links& links, const std::vector<JoinDoor>& doors, const Bytes& request) {
  Status refused, away;
  for (const JoinDoor& door : doors) {
    auto answer = try_door(links, door, request);
    if (answer.ok()) return answer;
    (answer.status().code() == Code::unavailable ? away : refused) = answer.status();
  }
  return away.ok() ? refused : away;
}

}  // namespace

Result<std::unique_ptr<RealLinks>> asking_links(const NodeName& name, const std::string& cluster,
                                                const NodeKey& key) {
  LinkOptions link;
  link.name = name;
  link.cluster = cluster;
  link.key = key;
  LinkCallbacks callbacks;
  callbacks.on_frame = [](const NodeName&, Frame) {};
  callbacks.on_up = [](const NodeName&, LinkClass) {};
  callbacks.on_down = [](const NodeName&, LinkClass, LinkDown, const std::string&) {};
  callbacks.is_pinned = [](const KeyPin&) { return NodeName(); };
  return make_links(std::move(link), std::move(callbacks));
}

Result<JoinAnswer> ask_to_join(const JoinWish& wish, const NodeKey& key, const Clock& clock) {
  SHOAL_ASSIGN(auto links, asking_links(wish.self.name, wish.token.cluster, key));
  JoinRequest said{wish.token.id, wish.token.secret, wish.self, {}};
  said.member.pin = key.pin;
  const Bytes request = encode(said);
  if (request.size() > join_token_max)
    return Status(Code::too_large, "this node's name and addresses are too long to join with");
  const MonoTime until = clock.mono() + wish.patience;
  while (true) {
    auto answer = try_doors(*links, wish.doors, request);
    if (answer.ok()) return decode_join_answer(*answer);
    if (answer.status().code() != Code::unavailable) return answer.status();
    if (clock.mono() >= until) return answer.status();
    std::this_thread::sleep_for(try_again_after);
  }
}

}  // namespace shoal::cluster

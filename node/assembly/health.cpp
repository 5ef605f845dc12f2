#include "node/assembly/health.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace shoal::node {
namespace {

// A question that is asked once for all who want to know while it is under way.
template <class T>
class Shared : public std::enable_shared_from_this<Shared<T>> {
 public:
  using Ask = std::function<void(Reply<T>)>;
  Shared(Ask ask, const HealthGround& ground) : ask_(std::move(ask)), later_(ground.later) {}

  void ask(typename Reply<T>::Callback callback) {
    {
      std::lock_guard lock(mutex_);
      if (waiting_.size() >= health_askers_max)
        return callback(Status(Code::too_many_requests, "too many ask"));
      waiting_.push_back(std::move(callback));
      if (waiting_.size() > 1) return;
    }
    Reply<T> reply([self = this->shared_from_this()](Result<T> result) { self->answer(result); });
    later_(health_patience,
           [reply] { reply.answer(Status(Code::timeout, "no answer within a second")); });
    ask_(reply);
  }

 private:
  void answer(const Result<T>& result) {
    std::vector<typename Reply<T>::Callback> waiting;
    {
      std::lock_guard lock(mutex_);
      waiting.swap(waiting_);
    }
    for (auto& callback : waiting) callback(result);
  }

  Ask ask_;
  std::function<void(Duration, std::function<void()>)> later_;
  std::mutex mutex_;
  std::vector<typename Reply<T>::Callback> waiting_;
};

Result<Done> said(bool good, const std::string& otherwise) {
  if (good) return Done{};
  return Status(Code::unavailable, otherwise);
}

// Whatever it says, it lives; only silence does not.
Result<Done> raft_lives(const Result<raft::RaftStatus>& status) {
  bool silent = !status.ok() && status.status().code() == Code::timeout;
  return said(!silent, "the log's actor does not answer");
}

// Room first: a member without it is made to stall.
Result<Done> disk_serves(const Result<raft::RaftStatus>& status, room::DiskSpace space,
                         const room::DiskMark& needed) {
  if (!status.ok()) return status.status();
  const uint64_t bytes = needed.of(space.size);
  if (space.free < bytes)
    return said(false, std::to_string(space.free >> 20) + " MiB are free, " +
                           std::to_string(bytes >> 20) + " are needed");
  return said(!status->stalled, "the log or the state makes no progress");
}

Result<Done> replica_serves(const Result<Done>& caught_up) {
  if (caught_up.ok()) return Done{};
  return said(false, "not caught up with the leader: " + caught_up.status().message());
}

}  // namespace

std::string why_held(LogIndex held) {
  const auto entry = std::to_string(held.value);
  return "applying entry " + entry + " of the log killed this node again and again: it holds " +
         "before it and takes no writes until a node that could apply it is reached, or `shoal " +
         "raft skip " + entry + "`";
}

std::vector<api::HealthCheck> node_health(const HealthGround& ground) {
  auto raft = std::make_shared<Shared<raft::RaftStatus>>(ground.raft_status, ground);
  auto replica = std::make_shared<Shared<Done>>(ground.catch_up, ground);
  std::vector<api::HealthCheck> checks;
  checks.push_back({"raft", [raft](Reply<Done> reply) {
                      raft->ask([reply](auto status) { reply.answer(raft_lives(status)); });
                    }});
  checks.push_back({"leader",
                    [ask = ground.has_leader](Reply<Done> reply) {
                      reply.answer(said(ask(), "no leader is known"));
                    },
                    true});
  checks.push_back(
      {"disk",
       [raft, space = ground.disk_space, needed = ground.disk_needed](Reply<Done> reply) {
         raft->ask([reply, space, needed](auto status) {
           reply.answer(disk_serves(status, space(), needed));
         });
       },
       true});
  checks.push_back({"apply",
                    [ask = ground.held_at](Reply<Done> reply) {
                      const auto held = ask();
                      reply.answer(said(!held, why_held(held)));
                    },
                    true});
  checks.push_back({"replica",
                    [replica](Reply<Done> reply) {
                      replica->ask([reply](auto done) { reply.answer(replica_serves(done)); });
                    },
                    true});
  checks.push_back({"shutdown",
                    [ask = ground.stopping](Reply<Done> reply) {
                      reply.answer(said(!ask(), "this node is about to end"));
                    },
                    true});
  return checks;
}

}  // namespace shoal::node

// The part of AgentActor that reads logs for others: one chain of reads for each reader, each step
// asked for by the one before.

#include "node/agent/log_reader.hpp"

#include <fmt/format.h>

#include "node/agent/agent_actor.hpp"

namespace shoal::agent {
namespace {

constexpr Duration read_patience = 10s;

const core::ContainerStatus* find_status(const core::Pod& pod, const std::string& name) {
  for (const auto* list : {&pod.status.containerStatuses, &pod.status.initContainerStatuses})
    for (const auto& each : *list)
      if (each.name == name) return &each;
  return nullptr;
}

bool is_in_spec(const core::Pod& pod, const std::string& name) {
  for (const auto* list : {&pod.spec.containers, &pod.spec.initContainers})
    for (const auto& each : *list)
      if (each.name == name) return true;
  return false;
}

// One reader: what it is told, and how far it has come.
struct Session {
  std::shared_ptr<const ReadLog> ask;
  LogPlace place;
  LogText text;
  uint64_t offset = 0;
  bool last_round = false;  // what it reads has ended: once more, for what came before that
};

}  // namespace

Result<LogPlace> find_log(const AgentSetup& setup, const objects::View& view, const ReadLog& ask) {
  auto pod = view.get<core::Pod>(ask.space, ask.pod);
  if (!pod) return Status(Code::not_found, fmt::format("pods \"{}\" not found", ask.pod));
  std::string name = ask.container.empty() ? pod->spec.containers.front().name : ask.container;
  if (!is_in_spec(*pod, name))
    return Status(Code::bad_request,
                  fmt::format("container {} is not valid for pod {}", name, ask.pod));
  const auto* status = find_status(*pod, name);
  if (!status || status->containerID.empty())
    return Status(
        Code::bad_request,
        fmt::format(
            "container \"{}\" in pod \"{}\" is waiting to start: {}", name, ask.pod,
            status && status->state.waiting ? status->state.waiting->reason : "ContainerCreating"));
  auto attempt = static_cast<uint32_t>(status->restartCount);
  if (ask.options.previous && attempt == 0)
    return Status(
        Code::bad_request,
        fmt::format("previous terminated container \"{}\" in pod \"{}\" not found", name, ask.pod));
  if (ask.options.previous) --attempt;
  LogPlace place;
  place.key = {pod->metadata.uid, name, attempt};
  place.path = log_path(setup.pods_dir, pod->metadata.uid, name, attempt);
  return place;
}

bool may_grow(const objects::View& view, const ReadLog& ask, const LogPlace& place) {
  auto pod = view.get<core::Pod>(ask.space, ask.pod);
  if (!pod || pod->metadata.uid != place.key.pod_uid || ask.options.previous) return false;
  const auto* status = find_status(*pod, place.key.name);
  return status && status->state.running &&
         status->restartCount == static_cast<int32_t>(place.key.attempt);
}

void AgentActor::on(const std::shared_ptr<const ReadLog>& m) {
  auto place = find_log(setup(), setup().view(), *m);
  if (!place.ok()) return m->done.answer(place.status());
  if (log_readers_ >= log_readers_max)
    return m->done.answer(Status(Code::unavailable, "too many readers of logs on this node"));
  ++log_readers_;
  auto session = std::make_shared<Session>(Session{m, std::move(*place), LogText(m->options)});
  read_log(session);
}

void AgentActor::read_log(const std::shared_ptr<void>& opaque) {
  auto session = std::static_pointer_cast<Session>(opaque);
  auto again = [this, session](Duration d) {
    (void)context().later(
        d, [this, session] { read_log(session); }, "read_log");
  };
  if (session->ask->ready && !session->ask->ready()) return again(log_follow_gap);
  auto answer = reply_here<runtime::LogChunk>(
      read_patience, [this, session, again](Result<runtime::LogChunk> chunk) {
        auto end = [&](Result<Done> result) {
          --log_readers_;
          session->ask->done.answer(std::move(result));
        };
        if (!chunk.ok()) return end(chunk.status());
        std::string text;
        session->offset = chunk->next_offset;
        session->text.feed(chunk->bytes, text);
        if (chunk->at_end) session->text.caught_up(text);
        if (!text.empty() && !session->ask->sink(std::move(text))) return end(Done{});
        if (session->text.limit_reached()) return end(Done{});
        if (!chunk->at_end) return again(Duration::zero());
        if (!session->ask->options.follow || session->last_round) return end(Done{});
        session->last_round = !may_grow(setup().view(), *session->ask, session->place);
        again(log_follow_gap);
      });
  setup().runtime->read_log(
      session->place.key, session->place.path, session->offset,
      [answer](Result<runtime::LogChunk> chunk) { answer.answer(std::move(chunk)); });
}

}  // namespace shoal::agent

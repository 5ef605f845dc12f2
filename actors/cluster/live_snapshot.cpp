#include "actors/cluster/live_snapshot.hpp"

#include "actors/cluster/core.hpp"

namespace shoal::cluster {
namespace {

// On the thread that reads snapshots.
void answer_part(const CorePtr& core, const NodeName& client, const Frame& frame, uint64_t id,
                 uint64_t number) {
  auto answer = [&](Result<Bytes> part) {
    core->respond(client, frame, std::move(part), LinkClass::control);
  };
  auto source = core->exports.find(id, client, core->setup.clock->mono());
  if (!source)
    return answer(Status(Code::gone, "the snapshot was closed, since nobody read it: begin again"));
  auto part = source->chunk(number);
  if (!part.ok() || part->empty()) core->exports.close(id);
  if (!part.ok()) return answer(part.status());
  const auto& head = source->head();
  answer(encode(SnapshotPart{id, head.applied, head.term, std::move(*part)}));
}

void begin(const CorePtr& core, const NodeName& client, const Frame& frame) {
  auto id = core->exports.reserve(client, core->setup.clock->mono());
  if (!id.ok()) return core->respond(client, frame, id.status(), LinkClass::control);
  core->setup.disk->export_snapshot(
      [core, client, frame, id = *id](Result<replica::Disk::Exported> exported) {
        if (!exported.ok()) {
          core->exports.close(id);
          return core->respond(client, frame, exported.status(), LinkClass::control);
        }
        core->exports.fill(id, std::move(exported->source));
        core->read_later([core, client, frame, id] { answer_part(core, client, frame, id, 0); });
      });
}

}  // namespace

Result<uint64_t> LiveExports::reserve(const NodeName& client, MonoTime now) {
  std::lock_guard lock(mutex_);
  expire(now);
  if (open_.size() >= live_exports_max)
    return Status(Code::too_many_requests, "other snapshots are being read; try again in a minute");
  open_.emplace(++last_, Open{client, nullptr, now});
  count_ = open_.size();
  return last_;
}

void LiveExports::fill(uint64_t id, Source source) {
  std::lock_guard lock(mutex_);
  if (auto found = open_.find(id); found != open_.end()) found->second.source = std::move(source);
}

LiveExports::Source LiveExports::find(uint64_t id, const NodeName& client, MonoTime now) {
  std::lock_guard lock(mutex_);
  expire(now);
  auto found = open_.find(id);
  if (found == open_.end() || found->second.client != client) return nullptr;
  found->second.used = now;
  return found->second.source;
}

void LiveExports::close(uint64_t id) {
  std::lock_guard lock(mutex_);
  open_.erase(id);
  count_ = open_.size();
}

void LiveExports::written(MonoTime now) {
  if (count_.load(std::memory_order_relaxed) == 0) return;
  std::lock_guard lock(mutex_);
  expire(now);
}

void LiveExports::expire(MonoTime now) {
  std::erase_if(open_,
                [now](const auto& open) { return open.second.used + live_export_idle_max < now; });
  count_ = open_.size();
}

void read_snapshot(const CorePtr& core, const NodeName& client, Frame frame) {
  auto ask = decode_snapshot_ask(frame.payload);
  if (!ask.ok()) return core->respond(client, frame, ask.status(), LinkClass::control);
  frame.payload = {};
  if (!ask->export_id) return begin(core, client, frame);
  core->read_later([core, client, frame, ask = *ask] {
    answer_part(core, client, frame, ask.export_id, ask.number);
  });
}

}  // namespace shoal::cluster

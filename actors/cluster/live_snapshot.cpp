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
  auto source = core->exports.find(id, core->setup.clock->mono());
  if (!source)
    return answer(Status(Code::gone, "the snapshot was closed, since nobody read it: begin again"));
  auto part = source->chunk(number);
  if (!part.ok() || part->empty()) core->exports.close(id);
  if (!part.ok()) return answer(part.status());
  const auto& head = source->head();
  answer(encode(SnapshotPart{id, head.applied, head.term, std::move(*part)}));
}

void begin(const CorePtr& core, const NodeName& client, const Frame& frame) {
  core->setup.disk->export_snapshot([core, client,
                                     frame](Result<replica::Disk::Exported> exported) {
    auto id = exported.ok()
                  ? core->exports.add(std::move(exported->source), core->setup.clock->mono())
                  : Result<uint64_t>(exported.status());
    if (!id.ok()) return core->respond(client, frame, id.status(), LinkClass::control);
    core->read_later([core, client, frame, id = *id] { answer_part(core, client, frame, id, 0); });
  });
}

}  // namespace

Result<uint64_t> LiveExports::add(Source source, MonoTime now) {
  std::lock_guard lock(mutex_);
  std::erase_if(open_,
                [now](const auto& open) { return open.second.used + live_export_idle_max < now; });
  if (open_.size() >= live_exports_max)
    return Status(Code::too_many_requests, "other snapshots are being read; try again in a minute");
  open_.emplace(++last_, Open{std::move(source), now});
  return last_;
}

LiveExports::Source LiveExports::find(uint64_t id, MonoTime now) {
  std::lock_guard lock(mutex_);
  auto found = open_.find(id);
  if (found == open_.end()) return nullptr;
  found->second.used = now;
  return found->second.source;
}

void LiveExports::close(uint64_t id) {
  std::lock_guard lock(mutex_);
  open_.erase(id);
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

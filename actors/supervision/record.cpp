#include "actors/supervision/record.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace shoal {

std::string_view actor_state_name(ActorState state) {
  switch (state) {
    case ActorState::starting:
      return "starting";
    case ActorState::running:
      return "running";
    case ActorState::restarting:
      return "restarting";
    case ActorState::degraded:
      return "degraded";
    case ActorState::suspended:
      return "suspended";
  }
  return "unknown";
}

std::vector<ActorView> find_stuck(const std::vector<ActorView>& tree, Duration limit) {
  std::vector<ActorView> stuck;
  std::copy_if(tree.begin(), tree.end(), std::back_inserter(stuck),
               [&](const ActorView& view) { return view.handling > limit; });
  return stuck;
}

Record::Record(std::string path, std::string_view kind, bool supervisor,
               std::shared_ptr<Mailbox> mailbox)
    : path_(std::move(path)), kind_(kind), supervisor_(supervisor), mailbox_(std::move(mailbox)) {}

void Record::starting(std::shared_ptr<CellHandle> cell) {
  std::lock_guard lock(mutex_);
  cell_.swap(cell);
  ++starts_;
}

void Record::running(uint64_t generation, WallTime now) {
  std::lock_guard lock(mutex_);
  up_ = true;
  generation_ = generation;
  started_ = now;
}

void Record::ended(const CellHandle* cell) {
  std::shared_ptr<CellHandle> gone;
  std::lock_guard lock(mutex_);
  if (cell_.get() != cell) return;
  gone.swap(cell_);
  up_ = false;
  handling_since_ = {};
}

void Record::degraded(bool degraded) {
  std::lock_guard lock(mutex_);
  degraded_ = degraded;
}

void Record::begin(std::string_view message, MonoTime now) {
  std::lock_guard lock(mutex_);
  handling_ = message;
  handling_since_ = now;
  ++handled_;
}

void Record::finish() {
  std::lock_guard lock(mutex_);
  handling_since_ = {};
}

void Record::crashed(CrashReport report) {
  std::lock_guard lock(mutex_);
  quarantined_ += report.quarantined;
  last_crash_ = std::move(report);
}

ActorView Record::view(MonoTime now) const {
  ActorView view;
  view.path = path_;
  if (auto slash = path_.rfind('/'); slash != path_.npos) view.parent = path_.substr(0, slash);
  view.kind = kind_;
  view.supervisor = supervisor_;
  view.mailbox_depth = mailbox_->depth();
  if (auto oldest = mailbox_->oldest_posted(); oldest && oldest->time_since_epoch().count()) {
    view.oldest_message = std::max<Duration>(now - *oldest, 0ns);
  }
  bool suspended = mailbox_->suspended();
  std::lock_guard lock(mutex_);
  view.generation = generation_;
  view.restarts = starts_ ? starts_ - 1 : 0;
  view.started = started_;
  view.handled = handled_;
  view.quarantined = quarantined_;
  view.last_crash = last_crash_;
  if (handling_since_ != MonoTime{}) {
    view.handling = std::max<Duration>(now - handling_since_, 0ns);
    view.handling_message = handling_;
  }
  if (degraded_) {
    view.state = ActorState::degraded;
  } else if (up_) {
    view.state = suspended ? ActorState::suspended : ActorState::running;
  } else {
    view.state = generation_ ? ActorState::restarting : ActorState::starting;
  }
  return view;
}

std::shared_ptr<CellHandle> Record::cell() const {
  std::lock_guard lock(mutex_);
  return cell_;
}

std::shared_ptr<Record> Registry::record(const std::string& path, std::string_view kind,
                                         bool supervisor, const std::shared_ptr<Mailbox>& mailbox) {
  std::shared_ptr<Record> old;
  std::lock_guard lock(mutex_);
  auto& record = records_[path];
  if (!record || record->mailbox() != mailbox) {
    old = std::exchange(record, std::make_shared<Record>(path, kind, supervisor, mailbox));
  }
  return record;
}

std::shared_ptr<Record> Registry::find(const std::string& path) const {
  std::lock_guard lock(mutex_);
  auto at = records_.find(path);
  return at == records_.end() ? nullptr : at->second;
}

void Registry::forget(const std::string& path) {
  decltype(records_)::node_type gone;
  std::lock_guard lock(mutex_);
  gone = records_.extract(path);
}

std::vector<std::shared_ptr<Record>> Registry::all() const {
  std::vector<std::shared_ptr<Record>> all;
  std::lock_guard lock(mutex_);
  for (const auto& [path, record] : records_) all.push_back(record);
  return all;
}

}  // namespace shoal

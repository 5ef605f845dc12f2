#include "actors/controllers/event_book.hpp"

#include <algorithm>

#include "schema/kinds/core.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view combined = "(combined from similar events): ";

std::string hexadecimal(uint64_t number) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (size_t i = 16; i-- > 0; number >>= 4) text[i] = digits[number & 15];
  return text;
}

// Events of objects of the whole cluster live in the default namespace.
std::string space_of(const About& about) {
  return about.space.empty() ? "default" : about.space;
}

core::Event event_of(const About& about, const objects::Report& report) {
  core::Event event;
  event.metadata.namespace_ = space_of(about);
  auto& object = event.involvedObject;
  object.apiVersion = about.api_version;
  object.kind = about.kind;
  object.namespace_ = about.space;
  object.name = about.name;
  object.uid = about.uid;
  object.fieldPath = report.field;
  event.reason = report.reason;
  event.type = report.warning ? "Warning" : "Normal";
  return event;
}

}  // namespace

EventBook::EventBook(std::string component, std::string host, EventBounds bounds, bool of_machine)
    : component_(std::move(component)),
      host_(std::move(host)),
      bounds_(bounds),
      of_machine_(of_machine) {}

bool EventBook::allowed(const Uid& uid, WallTime now) {
  if (budgets_.size() > bounds_.kept_max) budgets_.clear();
  auto [at, fresh] = budgets_.try_emplace(uid, Budget{double(bounds_.burst_max), now});
  Budget& budget = at->second;
  auto passed = std::chrono::duration<double>(std::max(Duration(0), now - budget.at));
  double refilled = passed / std::chrono::duration<double>(bounds_.refill);
  budget.tokens = std::min(double(bounds_.burst_max), budget.tokens + refilled);
  budget.at = now;
  if (budget.tokens < 1) return false;
  budget.tokens -= 1;
  return true;
}

// Changes the report to a combined one when its reason was given with too many different messages.
std::string EventBook::line_key(const About& about, objects::Report& report, WallTime now) {
  std::string group = about.uid + (report.field.empty() ? "" : "\n" + report.field) + "\n" +
                      report.reason + (report.warning ? "!" : "");
  std::string key = group + "\n" + report.message;
  if (lines_.contains(key)) return key;
  if (similar_.size() > bounds_.kept_max) similar_.clear();
  Similar& similar = similar_[group];
  if (now - similar.at > bounds_.similar_for) similar = {0, now};
  if (++similar.messages <= bounds_.similar_max) return key;
  report.message = std::string(combined) + report.message;
  return group + "\n";
}

void EventBook::forget_oldest() {
  while (order_.size() > bounds_.kept_max) {
    auto line = lines_.find(order_.front());
    if (line != lines_.end() && line->second.pending) return;  // take() comes first
    if (line != lines_.end()) lines_.erase(line);
    order_.pop_front();
  }
}

void EventBook::note(const About& about, const objects::Report& said, WallTime now) {
  if (pending_.size() >= bounds_.kept_max || !allowed(about.uid, now)) return;
  objects::Report report = said;
  std::string key = line_key(about, report, now);
  auto [at, fresh] = lines_.try_emplace(key);
  Line& line = at->second;
  if (fresh) {
    order_.push_back(key);
    line.about = about;
    line.first = now;
    line.name =
        about.name + "." + hexadecimal(std::hash<std::string>()(key) ^ uint64_t(to_unix_ns(now)));
  }
  line.report = std::move(report);
  line.last = now;
  ++line.count;
  if (!std::exchange(line.pending, true)) pending_.push_back(key);
  forget_oldest();
}

objects::Unit EventBook::unit_of(const objects::View& view, const Line& line) const {
  objects::Operation operation;
  operation.kind = &objects::View::kind_of<core::Event>();
  operation.space = space_of(line.about);
  operation.name = line.name;
  core::Event event = event_of(line.about, line.report);
  if (auto stored = view.get<core::Event>(operation.space, line.name)) {
    event = *stored;
    operation.verb = objects::Operation::Verb::update;
    operation.uid = event.metadata.uid;
    operation.expected = stored.revision;
  } else {
    event.metadata.name = line.name;
    event.firstTimestamp = api::Time::from_unix_ns(to_unix_ns(line.first));
    event.source.component = component_;
    if (of_machine_) event.source.host = host_;
    event.reportingComponent = component_;
    event.reportingInstance = host_;
  }
  event.message = line.report.message;
  event.count = static_cast<int32_t>(line.count);
  event.lastTimestamp = api::Time::from_unix_ns(to_unix_ns(line.last));
  operation.object = schema::Box::of(std::move(event));
  objects::Unit unit;
  unit.operations.push_back(std::move(operation));
  unit.why = "tell of " + line.report.reason;
  return unit;
}

objects::Plan EventBook::take(const objects::View& view, size_t units_max) {
  objects::Plan plan;
  while (!pending_.empty() && plan.units.size() < units_max) {
    Line& line = lines_.at(pending_.front());
    pending_.pop_front();
    line.pending = false;
    plan.units.push_back(unit_of(view, line));
  }
  return plan;
}

}  // namespace shoal::controllers

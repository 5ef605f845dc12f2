#pragma once
// Events: writes what the scheduler, or this node's pods, report as core/v1 Events, a second's
// worth at a time, beside the work and never in its way. What dies with it is lost, as Events may
// be.

#include <memory>

#include "actors/controllers/event_book.hpp"
#include "actors/scheduler/scheduler_actor.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::node {

struct EventsSetup {
  std::string component;    // who reports: kubelet
  bool of_machine = false;  // the host is named as the Events' source
  std::string user;         // as whom it is written
  std::string host;
  std::function<objects::View()> view;
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose;
};

struct PodReports {
  std::vector<scheduler::PodReport> all;
};

class EventsActor final : public Actor<EventsActor, PodReports> {
 public:
  EventsActor(Context& context, std::shared_ptr<const EventsSetup> setup);
  void on(const PodReports& m);

 private:
  void write_some();
  std::shared_ptr<const EventsSetup> setup_;
  controllers::EventBook book_;
  bool due_ = false;  // a write is on its way
};

using EventsRef = Ref<EventsActor::Mail>;

}  // namespace shoal::node

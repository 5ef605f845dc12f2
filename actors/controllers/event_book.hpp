#pragma once
// EventBook: what decisions report, on its way to core/v1 Events. The same report about the same
// object is one Event that counts; many different ones of one reason become a combined one; an
// object that reports without end is cut short. Events are told beside the writes, never in their
// way: what does not get through is lost. Bounded; pure, time is an input.

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"

namespace shoal::controllers {

// What an Event is about.
struct About {
  std::string api_version, kind, space, name;
  Uid uid;
};

struct EventBounds {
  size_t kept_max = 4096;     // lines remembered
  uint32_t similar_max = 10;  // different messages of one reason, then they are combined
  Duration similar_for = std::chrono::minutes(10);
  uint32_t burst_max = 25;  // reports about one object at once, then one in `refill`
  Duration refill = std::chrono::minutes(5);
};

class EventBook {
 public:
  // `host` is the instance that reports; a component that belongs to a machine (kubelet) also names
  // it as the Event's source.
  EventBook(std::string component, std::string host, EventBounds bounds = {},
            bool of_machine = false);

  void note(const About& about, const objects::Report& report, WallTime now);
  bool empty() const { return pending_.empty(); }

  // What is to be written, at most units_max units of one Event each, against this view.
  objects::Plan take(const objects::View& view, size_t units_max);

 private:
  struct Line {
    About about;
    objects::Report report;
    std::string name;  // of the Event
    WallTime first{}, last{};
    uint32_t count = 0;
    bool pending = false;
  };
  struct Budget {
    double tokens = 0;
    WallTime at{};
  };
  struct Similar {
    uint32_t messages = 0;
    WallTime at{};
  };
  bool allowed(const Uid& uid, WallTime now);
  std::string line_key(const About& about, objects::Report& report, WallTime now);
  void forget_oldest();
  objects::Unit unit_of(const objects::View& view, const Line& line) const;

  std::string component_, host_;
  EventBounds bounds_;
  bool of_machine_;
  std::map<std::string, Line> lines_;
  std::deque<std::string> order_;    // of lines_, oldest first
  std::deque<std::string> pending_;  // keys of lines_
  std::map<Uid, Budget> budgets_;
  std::map<std::string, Similar> similar_;
};

}  // namespace shoal::controllers

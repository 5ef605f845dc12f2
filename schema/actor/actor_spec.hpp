#pragma once
// ActorSpec: one child as a supervisor's table lists it: OTP's child specification, the mailbox
// that others already hold a Ref to, and how an incarnation is made. A value; a whole tree is one
// value. Supervisors are made by actors/supervision/supervisor.hpp.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "schema/actor/actor.hpp"
#include "schema/vocab/child_spec.hpp"

namespace shoal {

struct ActorSpec {
  ChildRules rules;       // rules.id is the last part of its path
  std::string_view kind;  // class name, static storage; for `shoal tree`
  std::shared_ptr<Mailbox> mailbox;
  // Called for every incarnation, in the actor's own context. May throw: a failed start.
  std::function<std::unique_ptr<ActorBase>(Context&)> make;

  ActorSpec& restart(Restart r) { return rules.restart = r, *this; }
  ActorSpec& shutdown(Shutdown s) { return rules.shutdown = s, *this; }
  ActorSpec& significant() { return rules.significant = true, *this; }
};

// A worker whose incarnations are ActorClass(context, arguments...), the arguments copied each
// time.
template <class ActorClass, class... Args>
ActorSpec worker(std::string id, Ref<typename ActorClass::Mail> ref, Args... args) {
  ActorSpec spec;
  spec.rules.id = std::move(id);
  spec.kind = type_name<ActorClass>();
  spec.mailbox = ref.mailbox();
  spec.make = [args...](Context& context) -> std::unique_ptr<ActorBase> {
    return std::make_unique<ActorClass>(context, args...);
  };
  return spec;
}

}  // namespace shoal

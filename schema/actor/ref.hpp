#pragma once
// Ref: how anybody, on any thread, sends to an actor. Made before the actor, survives its restarts,
// and is cheap to copy. Within a process messages are C++ values, moved in and read as const:
// whatever is large is a shared_ptr to something immutable inside. Between nodes messages are
// Frames.

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include "schema/actor/mailbox.hpp"
#include "schema/actor/trace.hpp"

namespace shoal {

namespace detail {
template <class... Arms>
std::string_view arm_name(const std::variant<Arms...>& mail) {
  return std::visit([](const auto& arm) { return type_name<std::decay_t<decltype(arm)>>(); }, mail);
}
}  // namespace detail

// Mail is the std::variant of everything the actor understands; any arm converts to it.
template <class Mail>
class Ref {
 public:
  Ref() = default;
  explicit Ref(std::shared_ptr<Mailbox> mailbox) : mailbox_(std::move(mailbox)) {}
  explicit operator bool() const { return mailbox_ != nullptr; }

  Delivery send(Mail mail) const {
    if (!mailbox_) return Delivery::refused_closed;
    return mailbox_->post(letter(std::move(mail)));
  }
  // For what must not be refused and is bounded by its origin, such as an answer that was asked
  // for.
  void send_unbounded(Mail mail) const {
    if (mailbox_) mailbox_->post_unbounded(letter(std::move(mail)));
  }
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

 private:
  static std::unique_ptr<Letter> letter(Mail mail) {
    auto made = std::make_unique<MailLetter<Mail>>(std::move(mail));
    made->name = detail::arm_name(made->mail);
    return made;
  }
  std::shared_ptr<Mailbox> mailbox_;
};

// A reference for an actor class that need not run yet: make_ref<RaftActor>().
template <class ActorClass>
Ref<typename ActorClass::Mail> make_ref(size_t letters_max = mailbox_letters_max) {
  return Ref<typename ActorClass::Mail>(std::make_shared<Mailbox>(letters_max));
}

// For somebody who may send one kind of message and need not know whom to: Port<Frame>.
template <class Arm>
using Port = std::function<Delivery(Arm)>;

template <class Arm, class Mail>
Port<Arm> port(Ref<Mail> ref) {
  return [ref = std::move(ref)](Arm arm) { return ref.send(Mail(std::move(arm))); };
}

}  // namespace shoal

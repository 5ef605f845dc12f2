#pragma once
// Letter: one message in a mailbox, with what is known about it. Only Ref makes letters and only
// the Actor base opens them, so the type inside is the one the mailbox was made for. Immutable once
// sent except for `deaths`, which the mailbox counts.

#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal {

struct Letter {
  virtual ~Letter() = default;
  std::string_view name;  // type of the message; static storage
  TraceId trace;
  uint64_t id = 0;      // counts per mailbox
  uint64_t cause = 0;   // id of the message whose handler sent this one
  uint32_t deaths = 0;  // how many incarnations died while handling it
  MonoTime posted{};
};

template <class Mail>
struct MailLetter final : Letter {
  explicit MailLetter(Mail m) : mail(std::move(m)) {}
  Mail mail;
};

// Work that re-enters one incarnation of an actor: a timer, an answer, the end of an executor's
// job. It is dropped when that incarnation is gone, because what it refers to went with it.
struct JobLetter final : Letter {
  JobLetter(uint64_t g, std::function<void()> r) : generation(g), run(std::move(r)) {}
  uint64_t generation;
  std::function<void()> run;
};

// The unqualified name of T at compile time: "Propose" for shoal::raft::Propose.
template <class T>
constexpr std::string_view type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  if (auto arguments = text.find('<'); arguments != text.npos) text = text.substr(0, arguments);
  if (auto scope = text.rfind("::"); scope != text.npos) text.remove_prefix(scope + 2);
  return text;
}

}  // namespace shoal

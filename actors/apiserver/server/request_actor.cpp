#include "actors/apiserver/server/request_actor.hpp"

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/rest/read.hpp"
#include "actors/apiserver/rest/room.hpp"
#include "actors/apiserver/rest/warnings.hpp"
#include "actors/apiserver/server/answer.hpp"
#include "actors/apiserver/server/applied_gate.hpp"

namespace shoal::api {

// The outcomes of one plan's transactions, gathered.
struct RequestActor::Proposing {
  DoWrite request;
  std::vector<Result<store::Outcome>> outcomes;
  size_t missing = 0;
};

namespace {

void refuse(const Call& call, http::Exchange& exchange, const Standstill& still) {
  respond(exchange, status_answer({Code::unavailable, still.why}, call.wanted));
}

}  // namespace

RequestActor::RequestActor(Context& context, std::shared_ptr<const ApiSetup> setup)
    : Actor(context), setup_(std::move(setup)) {}

std::optional<Standstill> RequestActor::standstill() const {
  return setup_->standstill ? setup_->standstill() : std::nullopt;
}

void RequestActor::on(const DoWrite& m) {
  if (const auto still = standstill()) return refuse(m.step->call(), *m.exchange, *still);
  if (setup_->shortage) {
    const auto& call = m.step->call();
    auto room = check_room(call, setup_->shortage(), setup_->view());
    if (!room.ok()) return respond(*m.exchange, status_answer(room, call.wanted));
  }
  plan(m);
}

void RequestActor::plan(const DoWrite& m) {
  WriteContext context_of_write;
  context_of_write.caller = m.step->call().caller;
  context_of_write.now = context().wall();
  context_of_write.seed = context().random().next();
  context_of_write.not_ready_toleration = setup_->not_ready_toleration;
  context_of_write.unreachable_toleration = setup_->unreachable_toleration;
  auto decision = m.step->plan(setup_->view(), context_of_write);
  if (auto* answer = std::get_if<Answer>(&decision))
    return respond(*m.exchange, std::move(*answer));
  propose(m, std::move(std::get<std::vector<log::Transaction>>(decision)));
}

void RequestActor::propose(const DoWrite& m, std::vector<log::Transaction> transactions) {
  auto proposing = std::make_shared<Proposing>();
  proposing->request = m;
  proposing->missing = transactions.size();
  proposing->outcomes.assign(transactions.size(),
                             Result<store::Outcome>(Code::unavailable, "not proposed"));
  for (size_t i = 0; i < transactions.size(); ++i) {
    auto reply = reply_here<store::Outcome>(write_patience + std::chrono::seconds(1),
                                            [this, proposing, i](Result<store::Outcome> result) {
                                              outcome(proposing, i, std::move(result));
                                            });
    replica::Propose propose{std::move(transactions[i]), write_patience, reply};
    if (setup_->proposer.send(std::move(propose)) != Delivery::accepted)
      reply.answer(Status(Code::too_many_requests, "this node has too many writes under way"));
  }
}

void RequestActor::outcome(const std::shared_ptr<Proposing>& proposing, size_t i,
                           Result<store::Outcome> outcome) {
  proposing->outcomes[i] = std::move(outcome);
  if (--proposing->missing > 0) return;
  auto answer = proposing->request.step->finish(proposing->outcomes);
  if (answer) return respond(*proposing->request.exchange, std::move(*answer));
  plan(proposing->request);
}

void RequestActor::on(const DoRead& m) {
  auto needed = freshness(m.call);
  if (!needed.ok()) return respond(*m.exchange, status_answer(needed.status(), m.call.wanted));
  if (const auto still = standstill(); still && needed->linearizable) {
    if (!still->readable) return refuse(m.call, *m.exchange, *still);
    return read(m.call, m.exchange);
  }
  if (!needed->linearizable || setup_->leadership->sole_voter()) return read_after(m, {});
  auto reply = reply_here<LogIndex>(read_wait_max, [this, m](Result<LogIndex> index) {
    if (!index.ok()) return respond(*m.exchange, status_answer(index.status(), m.call.wanted));
    read_after(m, *index);
  });
  if (setup_->raft.send(replica::ReadIndex{reply}) != Delivery::accepted)
    reply.answer(Status(Code::unavailable, "the log is busy; try again"));
}

void RequestActor::on(const ExpireReads& m) {
  expiry_due_ = setup_->applied->expire(context().now());
  if (expiry_due_) send_later(expire_reads_every, m);
}

// Waits for the index of a linearizable read, or for the revision that was asked for.
void RequestActor::read_after(const DoRead& m, LogIndex index) {
  auto needed = freshness(m.call);
  auto done = [back = context().reentry(), this, m](bool reached) {
    back.post([this, m, reached] {
      if (reached) return read(m.call, m.exchange);
      StatusDetails details;
      details.retry_after_s = 1;
      details.causes.push_back({"ResourceVersionTooLarge", "Too large resource version", ""});
      auto asked = query_value(m.call.query, "resourceVersion");
      auto why = asked.empty() || asked == "0"
                     ? std::string("Timeout: this node is behind the log")
                     : "Timeout: Too large resource version: " + std::string(asked) +
                           ", current: " + std::to_string(setup_->view().revision().value);
      respond(*m.exchange, status_answer({Code::timeout, why, details}, m.call.wanted));
    });
  };
  if (!expiry_due_) send_later(expire_reads_every, ExpireReads{});
  expiry_due_ = true;
  auto deadline = context().now() + read_wait_max;
  if (index)
    setup_->applied->wait_index(index, deadline, std::move(done));
  else
    setup_->applied->wait_revision(needed->at_least, deadline, std::move(done));
}

void RequestActor::read(const Call& call, const std::shared_ptr<http::Exchange>& exchange) {
  respond(*exchange, read_answer(*setup_, call));
}

Answer read_answer(const ApiSetup& setup, const Call& call) {
  auto view = setup.view();
  auto now = setup.clock->wall();
  auto answer = call.target.verb == Verb::get
                    ? answer_get(call, view, now)
                    : answer_list(call, view, setup.store->window(), *setup.cache, now);
  auto told = answer.ok() ? std::move(*answer) : status_answer(answer.status(), call.wanted);
  add_kind_warnings(call, told);
  return told;
}

}  // namespace shoal::api

#pragma once
// The proposer: puts transactions of one origin into the log. It opens its origin, hands
// transactions to whoever leads, repeats them after a change of leader or a silence, and answers
// each with its outcome as this node's own replica applied it, so that whoever asked can read what
// it wrote here at once.

#include <memory>
#include <optional>
#include <utility>

#include "schema/actor/actor.hpp"
#include "storage/replica/messages.hpp"
#include "storage/replica/outbox.hpp"

namespace shoal::metrics {
class Registry;
}

namespace shoal::replica {

struct ProposerMeasures;

struct Propose {
  log::Transaction transaction;  // origin and sequence are set by the proposer
  Duration patience = std::chrono::seconds(30);
  Reply<store::Outcome> reply;
};

// Outcomes this node's replica has just applied; those of other origins are ignored.
struct Outcomes {
  std::shared_ptr<const std::vector<store::TransactionOutcome>> all;
};

struct ProposerSetup {
  std::shared_ptr<Outbox> outbox;
  // Hands encoded transactions to the leader, wherever it is. False: nobody is known to lead.
  std::function<bool(std::vector<Bytes>)> submit;
  // The cluster's feature level, as this node's replica has it: nothing beyond it is proposed.
  std::function<uint32_t()> feature_level = [] { return log::level_first; };
  Duration repeat_after = std::chrono::milliseconds(250);
  metrics::Registry* metrics = nullptr;  // may be null
};

class ProposerActor final : public Actor<ProposerActor, Propose, Outcomes, LeaderChanged> {
 public:
  ProposerActor(Context& context, std::shared_ptr<const ProposerSetup> setup);
  ~ProposerActor() override;
  Status start() override;
  void on(const Propose& m);
  void on(const Outcomes& m);
  void on(const LeaderChanged& m);

 private:
  void look();
  void look_later();
  void measure();
  void submit(std::vector<Bytes> transactions);
  void submit_gathered();

  bool look_due_ = false;
  std::vector<Bytes> gathered_;  // goes out once the messages that wait have been looked at
  std::unique_ptr<ProposerMeasures> measures_;  // null: nobody asks
  // One proposal at a time is watched from its arrival to its outcome.
  std::optional<std::pair<OriginSequence, MonoTime>> timed_;
  std::shared_ptr<const ProposerSetup> setup_;
};

using ProposerRef = Ref<ProposerActor::Mail>;

}  // namespace shoal::replica

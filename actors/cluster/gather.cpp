#include "actors/cluster/gather.hpp"

#include "actors/cluster/views.hpp"

namespace shoal::cluster {
namespace {

struct Gathering {
  std::mutex mutex;
  std::map<NodeName, Bytes> answers;
  size_t missing = 0;
  std::function<void(const std::map<NodeName, Bytes>&)> done;

  void take(const NodeName& from, Result<Frame> answer) {
    {
      std::lock_guard lock(mutex);
      if (answer.ok()) answers.emplace(from, std::move(answer->payload));
      if (--missing) return;
    }
    done(answers);  // the last one: nobody else touches them
  }
};

}  // namespace

void gather(const CorePtr& core, PeerFrame question, LinkClass lane,
            std::function<void(const std::map<NodeName, Bytes>&)> done) {
  auto gathering = std::make_shared<Gathering>();
  gathering->done = std::move(done);
  std::vector<NodeName> asked;
  const auto members = core->directory.members();
  for (const auto& [name, member] : *members)
    if (name != core->name()) asked.push_back(name);
  gathering->missing = asked.size();
  if (asked.empty()) return gathering->done({});
  for (const auto& name : asked)
    core->request(name, question, {}, lane, view_deadline, [gathering, name](Result<Frame> answer) {
      gathering->take(name, std::move(answer));
    });
}

}  // namespace shoal::cluster

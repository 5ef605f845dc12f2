#pragma once
// SupervisorActor carries out what the rules decide. Its table is kept outside of its incarnations,
// so that a killed supervisor comes back with the children that were added while it ran (all but
// temporary ones, which are never started twice).

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/supervision/spawner.hpp"
#include "actors/supervision/supervisor.hpp"

namespace shoal {

class SupervisorActor final
    : public Actor<SupervisorActor, StartChild, StopChild, std::shared_ptr<const ChildNews>> {
 public:
  // The specs of all children and the order they were added in. One incarnation touches it at a
  // time.
  struct Table {
    void add(ActorSpec spec);
    std::map<std::string, std::pair<uint64_t, ActorSpec>> specs;
    uint64_t next = 0;
  };
  SupervisorActor(Context& context, SupervisorFlags flags, std::shared_ptr<Table> table);
  ~SupervisorActor() override;

  Status start() override;
  void on(const StartChild& m);
  void on(const StopChild& m);
  void on(const std::shared_ptr<const ChildNews>& news);

 private:
  struct Run {
    uint64_t number = 0;
    std::shared_ptr<CellHandle> cell;
    std::vector<Reply<Done>> started;  // who waits for its first start
    std::vector<Reply<Done>> ended;
  };
  void step(const std::optional<FamilyEvent>& event);
  void carry_out(const StartChildNow& action);
  void carry_out(const StopChildNow& action);
  void carry_out(const RetryLater& action);
  void carry_out(const ForgetChild& action);
  void carry_out(const MarkDegraded& action);
  void carry_out(const EndSelf& action);
  const ActorSpec* spec(const std::string& id) const;
  std::string path_of(const std::string& id) const { return context().path() + "/" + id; }

  std::shared_ptr<Table> table_;
  Family family_;
  std::map<std::string, Run> runs_;
  uint64_t next_run_ = 0;
  bool announced_ = false;
};

}  // namespace shoal

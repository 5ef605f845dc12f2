#include "actors/controllers/admit.hpp"

#include <algorithm>

namespace shoal::controllers {
namespace {

void merge_guards(std::vector<log::Guard>& into, std::vector<log::Guard> more) {
  for (auto& guard : more) {
    if (std::find(into.begin(), into.end(), guard) == into.end()) into.push_back(std::move(guard));
  }
}

Status merge(log::Transaction& into, log::Transaction more) {
  for (const auto& write : more.writes) {
    bool taken = std::any_of(into.writes.begin(), into.writes.end(),
                             [&](const log::Write& other) { return other.key == write.key; });
    if (taken) return {Code::internal, "one unit writes " + write.key + " twice"};
  }
  merge_guards(into.guards, std::move(more.guards));
  for (auto& write : more.writes) into.writes.push_back(std::move(write));
  for (auto& record : more.records) into.records.push_back(std::move(record));
  return {};
}

// Nothing to propose when every operation asks for what is already so.
Result<log::Transaction> admit_unit(api::WriteContext context, const objects::View& view,
                                    const objects::Unit& unit, Random& random) {
  log::Transaction transaction;
  transaction.user = context.caller.user;
  for (const auto& operation : unit.operations) {
    context.seed = random.next();
    auto planned = api::plan_operation(context, view, operation);
    if (!planned.ok()) return planned.status();
    if (planned->unchanged) continue;
    SHOAL_TRY(merge(transaction, std::move(planned->transaction)));
  }
  return transaction;
}

}  // namespace

api::Caller caller_of(const ControllerRow& row) {
  api::Caller caller;
  caller.user = row.user();
  caller.groups = {std::string(api::group_service_accounts),
                   std::string(api::group_service_accounts) + ":kube-system",
                   std::string(api::group_authenticated)};
  return caller;
}

void add_refusal(LastPlan& last, std::string why, Status status) {
  ++last.refused;
  if (last.reasons.size() < refused_kept_max)
    last.reasons.push_back({std::move(why), std::move(status)});
}

Admitted admit(const api::WriteContext& context, const objects::View& view,
               const objects::Plan& plan) {
  Admitted admitted;
  Random random(context.seed);
  for (const auto& unit : plan.units) {
    auto transaction = admit_unit(context, view, unit, random);
    if (!transaction.ok()) {
      add_refusal(admitted.settled, unit.why, transaction.status());
    } else if (transaction->writes.empty() && transaction->records.empty()) {
      ++admitted.settled.committed;
    } else {
      admitted.proposals.push_back({unit.why, std::move(*transaction), unit.reports});
    }
  }
  return admitted;
}

}  // namespace shoal::controllers

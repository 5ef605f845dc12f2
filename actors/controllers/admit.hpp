#pragma once
// From a plan to what is proposed: each unit becomes one transaction, by the same admission as a
// client's request. Pure: time and names come in with the context.

#include <string>
#include <vector>

#include "actors/apiserver/registry/write.hpp"
#include "actors/controllers/controller.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::controllers {

// Who writes: the controller's own service account.
api::Caller caller_of(const ControllerRow& row);

struct Proposal {
  std::string why;
  log::Transaction transaction;          // without origin and sequence, which the proposer gives
  std::vector<objects::Report> reports;  // to be said once it has committed
};

struct Admitted {
  std::vector<Proposal> proposals;
  // Units that need no proposal: those that ask for what is already so (counted as committed), and
  // those admission refused.
  LastPlan settled;
};

// The operations of a unit share one transaction; two of them may not name the same object.
Admitted admit(const api::WriteContext& context, const objects::View& view,
               const objects::Plan& plan);

void add_refusal(LastPlan& last, std::string why, Status status);

}  // namespace shoal::controllers

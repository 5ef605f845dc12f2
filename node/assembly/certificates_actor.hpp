#pragma once
// Certificates: renews what this node shows to clients before it runs out, without a restart.

#include <functional>

#include "schema/actor/actor.hpp"

namespace shoal::node {

struct Renew {};

class CertificatesActor final : public Actor<CertificatesActor, Renew> {
 public:
  // `renew` makes and installs new certificates.
  CertificatesActor(Context& context, std::function<Status()> renew);
  Status start() override;
  void on(const Renew&);

 private:
  std::function<Status()> renew_;
};

}  // namespace shoal::node

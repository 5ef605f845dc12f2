#include "node/assembly/certificates_actor.hpp"

#include <cstdio>

namespace shoal::node {
namespace {

// A third of a leaf's day: two tries may fail before anybody notices.
constexpr Duration renew_every = std::chrono::hours(8);
constexpr Duration try_again = std::chrono::minutes(1);

}  // namespace

CertificatesActor::CertificatesActor(Context& context, std::function<Status()> renew)
    : Actor(context), renew_(std::move(renew)) {}

Status CertificatesActor::start() {
  send_later(renew_every, Renew{});
  return {};
}

void CertificatesActor::on(const Renew&) {
  auto status = renew_();
  if (!status.ok())
    std::fprintf(stderr, "event=certificate_not_renewed reason=\"%s\"\n", status.message().c_str());
  send_later(status.ok() ? renew_every : try_again, Renew{});
}

}  // namespace shoal::node

#include "node/assembly/certificates_actor.hpp"

#include "node/logging/logging.hpp"
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
    log_event(Severity::error,
              "event=certificate_not_renewed reason=" + quoted_text(status.message()));
  send_later(status.ok() ? renew_every : try_again, Renew{});
}

}  // namespace shoal::node

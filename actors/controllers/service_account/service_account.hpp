#pragma once
// What every active namespace is given, and given again when it is deleted: the service account
// that pods run under which name none, and the certificate by which they know the API server. The
// certificate is copied from kube-system's own kube-root-ca.crt, which the cluster's first start
// puts there (bootstrap.hpp): to exchange it, change that one. Pure.

#include <vector>

#include "actors/controllers/controller.hpp"
#include "schema/kinds/core.hpp"

namespace shoal::controllers {

inline constexpr std::string_view root_certificate_name = "kube-root-ca.crt";
inline constexpr std::string_view root_certificate_key = "ca.crt";

struct ServiceAccountController {
  static constexpr std::string_view name = "service-account";
  using Primary = core::Namespace;
  struct Observed {
    objects::Typed<core::Namespace> space;
    objects::Typed<core::ServiceAccount> account;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

struct RootCertificatePublisher {
  static constexpr std::string_view name = "root-ca-certificate-publisher";
  using Primary = core::Namespace;
  struct Observed {
    objects::Typed<core::Namespace> space;
    objects::Typed<core::ConfigMap> original, copy;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers

#include "actors/apiserver/registry/service_account.hpp"

#include <algorithm>

#include "actors/apiserver/registry/write.hpp"
#include "schema/kinds/container.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/volume.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view volume_prefix = "kube-api-access-";
constexpr std::string_view mirror_annotation = "kubernetes.io/config.mirror";
constexpr size_t suffix_length = 5;
// A little more than an hour, so that a client that counts on one hour has it.
constexpr int64_t token_seconds = 3607;
constexpr int32_t file_mode = 0644;

Status refused(const core::Pod& pod, std::string_view why) {
  return forbidden(resource_name(*find_kind("", "v1", "pods")), pod.metadata.name, why);
}

// A mirror pod shows what a node runs on its own account: nobody's rights.
Status check_mirror(const core::Pod& pod) {
  if (!pod.spec.serviceAccountName.empty())
    return refused(pod, "a mirror pod may not reference service accounts");
  for (const auto& volume : pod.spec.volumes) {
    if (volume.secret) return refused(pod, "a mirror pod may not reference secrets");
    if (!volume.projected) continue;
    for (const auto& source : volume.projected->sources) {
      if (source.serviceAccountToken)
        return refused(pod, "a mirror pod may not use ServiceAccountToken volume projections");
    }
  }
  return {};
}

bool mounts_token(const core::Container& container) {
  return std::any_of(container.volumeMounts.begin(), container.volumeMounts.end(),
                     [](const auto& mount) { return mount.mountPath == token_mount_path; });
}

core::Volume token_volume(std::string name) {
  core::Volume volume;
  volume.name = std::move(name);
  auto& projected = volume.projected.emplace();
  projected.defaultMode = file_mode;
  auto& token = projected.sources.emplace_back().serviceAccountToken.emplace();
  token.expirationSeconds = token_seconds;
  token.path = "token";
  auto& root = projected.sources.emplace_back().configMap.emplace();
  root.name = "kube-root-ca.crt";
  auto& certificate = root.items.emplace_back();
  certificate.key = "ca.crt";
  certificate.path = "ca.crt";
  auto& space = projected.sources.emplace_back().downwardAPI.emplace().items.emplace_back();
  space.path = "namespace";
  auto& field = space.fieldRef.emplace();
  field.apiVersion = "v1";
  field.fieldPath = "metadata.namespace";
  return volume;
}

void mount_token(uint64_t seed, core::PodSpec& spec) {
  auto found = std::find_if(spec.volumes.begin(), spec.volumes.end(), [](const auto& volume) {
    return volume.name.starts_with(volume_prefix);
  });
  bool there = found != spec.volumes.end();
  std::string name =
      there ? found->name : std::string(volume_prefix) + Random(seed).suffix(suffix_length);
  bool mounted = false;
  for (auto* containers : {&spec.initContainers, &spec.containers}) {
    for (auto& container : *containers) {
      if (mounts_token(container)) continue;
      auto& mount = container.volumeMounts.emplace_back();
      mount.name = name;
      mount.readOnly = true;
      mount.mountPath = token_mount_path;
      mounted = true;
    }
  }
  if (mounted && !there) spec.volumes.push_back(token_volume(std::move(name)));
}

}  // namespace

Status admit_service_account(const objects::View& view, uint64_t seed, const std::string& space,
                             core::Pod& pod) {
  auto& spec = pod.spec;
  if (pod.metadata.annotations.contains(mirror_annotation)) return check_mirror(pod);
  if (spec.serviceAccountName.empty()) spec.serviceAccountName = "default";
  spec.serviceAccount = spec.serviceAccountName;
  auto found = view.get(*find_kind("", "v1", "serviceaccounts"), space, spec.serviceAccountName);
  if (!found)
    return refused(pod, "error looking up service account " + space + "/" +
                            spec.serviceAccountName + ": serviceaccount \"" +
                            spec.serviceAccountName + "\" not found");
  const auto& account = found->as<core::ServiceAccount>();
  auto wanted = spec.automountServiceAccountToken ? spec.automountServiceAccountToken
                                                  : account.automountServiceAccountToken;
  if (wanted.value_or(true)) mount_token(seed, spec);
  if (spec.imagePullSecrets.empty()) spec.imagePullSecrets = account.imagePullSecrets;
  return {};
}

}  // namespace shoal::api

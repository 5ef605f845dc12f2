#include "node/agent/lifecycle/volume_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "node/agent/lifecycle/environment.hpp"

namespace shoal::agent {
namespace {

// Stays below the folder it is joined to.
bool is_inside(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != std::string::npos) return false;
  std::string padded = "/" + path + "/";
  return padded.find("/../") == std::string::npos && padded.find("//") == std::string::npos;
}

using Pieces = api::StringMap<std::string>;

class FilesOf {
 public:
  FilesOf(const core::Pod& pod, const Sources& sources, VolumePlan& plan, uint32_t mode)
      : pod_(pod), sources_(sources), plan_(plan), mode_(mode) {}

  Status config_map(const std::string& name, const std::vector<core::KeyToPath>& items,
                    bool optional) {
    auto map = sources_.config_map(name);
    if (!map) return optional ? Status() : missing("configmap", name);
    Pieces all = map->data;
    for (const auto& [key, value] : map->binaryData) all[key] = value;
    return add(all, items, optional, "configmap references non-existent config key: ");
  }
  Status secret(const std::string& name, const std::vector<core::KeyToPath>& items, bool optional) {
    plan_.secret = true;
    auto secret = sources_.secret(name);
    if (!secret) return optional ? Status() : missing("secret", name);
    return add(secret->data, items, optional, "references non-existent secret key: ");
  }
  Status downward(const std::vector<core::DownwardAPIVolumeFile>& items) {
    for (const auto& item : items) {
      Result<std::string> text = Status(Code::invalid, "downwardAPI: no source for " + item.path);
      if (item.fieldRef) text = field_text(pod_, sources_, item.fieldRef->fieldPath);
      if (item.resourceFieldRef) text = resource_text(pod_, sources_, "", *item.resourceFieldRef);
      if (!text.ok()) return text.status();
      SHOAL_TRY(put(item.path, std::move(*text), item.mode));
    }
    return {};
  }

 private:
  Status add(const Pieces& all, const std::vector<core::KeyToPath>& items, bool optional,
             const char* complaint) {
    if (items.empty())
      for (const auto& [key, value] : all) SHOAL_TRY(put(key, value, std::nullopt));
    for (const auto& item : items) {
      const auto* value = all.get(item.key);
      if (!value && optional) continue;
      if (!value) return {Code::not_found, complaint + item.key};
      SHOAL_TRY(put(item.path, *value, item.mode));
    }
    return {};
  }
  Status put(const std::string& path, std::string content, std::optional<int32_t> mode) {
    if (!is_inside(path)) return {Code::invalid, "path leaves the volume: " + path};
    bytes_ += content.size();
    if (bytes_ > volume_bytes_max) return {Code::too_large, "the volume's files are too large"};
    VolumeFile file{path, std::move(content),
                    static_cast<uint32_t>(mode.value_or(static_cast<int32_t>(mode_))) & 0777};
    auto at =
        std::lower_bound(plan_.files.begin(), plan_.files.end(), file.path,
                         [](const VolumeFile& f, const std::string& p) { return f.path < p; });
    if (at != plan_.files.end() && at->path == file.path)
      *at = std::move(file);
    else
      plan_.files.insert(at, std::move(file));
    return {};
  }
  static Status missing(const char* kind, const std::string& name) {
    return {Code::not_found, fmt::format("{} \"{}\" not found", kind, name)};
  }

  const core::Pod& pod_;
  const Sources& sources_;
  VolumePlan& plan_;
  uint32_t mode_;
  size_t bytes_ = 0;
};

Status plan_projected(FilesOf& files, const core::Volume& volume, VolumePlan& plan) {
  for (const auto& source : volume.projected->sources) {
    // Of the volume that every pod is given nobody need be told.
    const bool given = volume.name.starts_with("kube-api-access-");
    if (const auto& token = source.serviceAccountToken; token && !given)
      plan.left_out = fmt::format(
          "Volume \"{}\" is without its file {}: tokens of service accounts are not issued yet",
          volume.name, token->path);
    if (source.configMap)
      SHOAL_TRY(files.config_map(source.configMap->name, source.configMap->items,
                                 source.configMap->optional.value_or(false)));
    if (source.secret)
      SHOAL_TRY(files.secret(source.secret->name, source.secret->items,
                             source.secret->optional.value_or(false)));
    if (source.downwardAPI) SHOAL_TRY(files.downward(source.downwardAPI->items));
    if (source.clusterTrustBundle || source.podCertificate)
      return {Code::invalid, "this source of a projected volume is not supported"};
  }
  return {};
}

Status plan_volume(const core::Pod& pod, const core::Volume& volume, const Sources& sources,
                   VolumePlan& plan) {
  auto files = [&](const std::optional<int32_t>& mode) {
    plan.kind = VolumePlan::Kind::files;
    return FilesOf(pod, sources, plan, static_cast<uint32_t>(mode.value_or(0644)));
  };
  if (volume.emptyDir) return {};
  if (volume.hostPath) {
    plan.kind = VolumePlan::Kind::host_path;
    plan.host_path = volume.hostPath->path;
    plan.host_path_type = volume.hostPath->type.value_or("");
    return {};
  }
  if (const auto& v = volume.configMap)
    return files(v->defaultMode).config_map(v->name, v->items, v->optional.value_or(false));
  if (const auto& v = volume.secret)
    return files(v->defaultMode).secret(v->secretName, v->items, v->optional.value_or(false));
  if (const auto& v = volume.downwardAPI) return files(v->defaultMode).downward(v->items);
  if (const auto& v = volume.projected) {
    auto projected = files(v->defaultMode);
    return plan_projected(projected, volume, plan);
  }
  return {Code::invalid, "this kind of volume is not supported"};
}

Result<std::string> sub_path(const core::VolumeMount& mount, const runtime::Pairs& environment) {
  std::string sub =
      mount.subPathExpr.empty() ? mount.subPath : expand(mount.subPathExpr, environment);
  if (sub.empty() || sub == ".") return std::string();
  if (!is_inside(sub)) return Status(Code::invalid, "subPath leaves the volume: " + sub);
  return "/" + sub;
}

}  // namespace

Result<std::vector<VolumePlan>> plan_volumes(const core::Pod& pod, const Sources& sources) {
  std::vector<VolumePlan> plans;
  for (const auto& volume : pod.spec.volumes) {
    VolumePlan plan;
    plan.name = volume.name;
    if (Status status = plan_volume(pod, volume, sources, plan); !status.ok())
      return Status(status.code(), fmt::format("MountVolume.SetUp failed for volume \"{}\" : {}",
                                               volume.name, status.message()));
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::string volume_path(const VolumePlan& plan, const std::string& pod_dir) {
  if (plan.kind == VolumePlan::Kind::host_path) return plan.host_path;
  return pod_dir + "/volumes/" + plan.name;
}

Result<std::vector<runtime::Mount>> mounts_of(const core::Container& container,
                                              const std::vector<VolumePlan>& plans,
                                              const std::string& pod_dir,
                                              const runtime::Pairs& environment) {
  std::vector<runtime::Mount> mounts;
  for (const auto& mount : container.volumeMounts) {
    auto plan = std::find_if(plans.begin(), plans.end(),
                             [&](const VolumePlan& p) { return p.name == mount.name; });
    if (plan == plans.end())
      return Status(Code::invalid,
                    fmt::format("no volume \"{}\" for {}", mount.name, mount.mountPath));
    SHOAL_ASSIGN(auto sub, sub_path(mount, environment));
    bool read_only = mount.readOnly || plan->kind == VolumePlan::Kind::files;
    std::string at = mount.mountPath.starts_with('/') ? mount.mountPath : "/" + mount.mountPath;
    mounts.push_back({volume_path(*plan, pod_dir) + sub, std::move(at), read_only});
  }
  return mounts;
}

}  // namespace shoal::agent

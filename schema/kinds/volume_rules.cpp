#include <algorithm>

#include "schema/descriptor/equal.hpp"
#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

constexpr int64_t token_life_min_s = 600;
constexpr int64_t token_life_max_s = int64_t{1} << 32;
constexpr int32_t mode_max = 0777;

bool steps_back(std::string_view path) {
  for (size_t slash; !path.empty(); path.remove_prefix(slash)) {
    slash = std::min(path.find('/'), path.size());
    if (path.substr(0, slash) == "..") return true;
    if (slash < path.size()) ++slash;
  }
  return false;
}

void refuse_steps_back(const std::string& text, const std::string& path, Faults& faults) {
  if (steps_back(text))
    faults.push_back(schema::invalid(path, schema::quoted(text), "must not contain '..'"));
}

// Files that the node writes itself keep names that start with two dots.
void validate_written_path(const std::string& text, const std::string& path, Faults& faults) {
  validate_relative_path(text, path, faults);
  if (text.starts_with("..") && !text.starts_with("../"))
    faults.push_back(schema::invalid(path, schema::quoted(text), "must not start with '..'"));
}

bool is_empty_dir(const schema::Field& field) {
  return field.name == "emptyDir";
}

// The first source that is named counts, in Kubernetes' order, where emptyDir is the first.
void validate_one_source(const core::Volume& volume, const std::string& path, Faults& faults) {
  bool given = volume.emptyDir.has_value();
  for (const schema::Field& field : core::Volume::descriptor().fields) {
    const bool source = field.type == schema::Type::structure && !is_empty_dir(field);
    if (!source || schema::is_zero_field(field, &volume)) continue;
    if (given)
      faults.push_back(schema::forbidden(join_path(path, field.name),
                                         "may not specify more than 1 volume type"));
    given = true;
  }
}

void validate_host_path(const core::HostPathVolumeSource& source, const std::string& path,
                        Faults& faults) {
  refuse_steps_back(source.path, path + ".path", faults);
}

// Paths name no item, as Kubernetes' do.
void validate_downward_files(const std::vector<core::DownwardAPIVolumeFile>& items,
                             const std::string& path, Faults& faults) {
  for (const core::DownwardAPIVolumeFile& item : items) {
    if (item.path.empty()) faults.push_back(schema::required(path + ".path"));
    validate_written_path(item.path, path + ".path", faults);
    if (item.fieldRef)
      validate_field_path(*item.fieldRef, FieldsFor::files, path + ".fieldRef", faults);
    if (item.resourceFieldRef) {
      if (item.resourceFieldRef->containerName.empty())
        faults.push_back(schema::required(path + ".resourceFieldRef.containerName"));
      validate_resource_selector(*item.resourceFieldRef, path + ".resourceFieldRef", faults);
    }
    if (item.fieldRef && item.resourceFieldRef)
      faults.push_back(
          schema::invalid(path, "\"resource\"",
                          "fieldRef and resourceFieldRef can not be specified simultaneously"));
    if (!item.fieldRef && !item.resourceFieldRef)
      faults.push_back(schema::required(path, "one of fieldRef and resourceFieldRef is required"));
    if (item.mode && (*item.mode < 0 || *item.mode > mode_max))
      faults.push_back(
          schema::invalid(path + ".mode", std::to_string(*item.mode),
                          "must be a number between 0 and 0777 (octal), both inclusive"));
  }
}

void validate_token(const core::ServiceAccountTokenProjection& token, const std::string& path,
                    Faults& faults) {
  const int64_t life = token.expirationSeconds.value_or(token_life_min_s);
  const auto refuse = [&](const char* why) {
    faults.push_back(schema::invalid(path + ".expirationSeconds", std::to_string(life), why));
  };
  if (life < token_life_min_s) refuse("may not specify a duration less than 10 minutes");
  if (life > token_life_max_s) refuse("may not specify a duration larger than 2^32 seconds");
  if (!token.path.empty()) validate_written_path(token.path, path + ".path", faults);
}

void require(const std::string& text, const std::string& path, Faults& faults) {
  if (text.empty()) faults.push_back(schema::required(path));
}

}  // namespace

void validate_relative_path(const std::string& text, const std::string& path, Faults& faults) {
  if (text.starts_with('/'))
    faults.push_back(schema::invalid(path, schema::quoted(text), "must be a relative path"));
  refuse_steps_back(text, path, faults);
}

void validate_volume(const core::Volume& volume, const std::string& path, Faults& faults) {
  validate_one_source(volume, path, faults);
  if (volume.hostPath) validate_host_path(*volume.hostPath, path + ".hostPath", faults);
  if (volume.emptyDir && volume.emptyDir->sizeLimit && volume.emptyDir->sizeLimit->sign() < 0)
    faults.push_back(schema::forbidden(path + ".emptyDir.sizeLimit",
                                       "SizeLimit field must be a valid resource quantity"));
  if (volume.secret) require(volume.secret->secretName, path + ".secret.secretName", faults);
  if (volume.configMap) require(volume.configMap->name, path + ".configMap.name", faults);
  if (volume.nfs && !volume.nfs->path.empty() && !volume.nfs->path.starts_with('/'))
    faults.push_back(schema::invalid(path + ".nfs.path", schema::quoted(volume.nfs->path),
                                     "must be an absolute path"));
  if (volume.downwardAPI)
    validate_downward_files(volume.downwardAPI->items, path + ".downwardAPI", faults);
  if (volume.ephemeral && !volume.ephemeral->volumeClaimTemplate)
    faults.push_back(schema::required(path + ".ephemeral.volumeClaimTemplate"));
}

void validate_volume_projection(const core::VolumeProjection& projection, const std::string& path,
                                Faults& faults) {
  if (projection.secret) require(projection.secret->name, path + ".secret.name", faults);
  if (projection.configMap) require(projection.configMap->name, path + ".configMap.name", faults);
  if (projection.downwardAPI)
    validate_downward_files(projection.downwardAPI->items, path + ".downwardAPI", faults);
  if (projection.serviceAccountToken)
    validate_token(*projection.serviceAccountToken, path + ".serviceAccountToken", faults);
}

void validate_key_to_path(const core::KeyToPath& item, const std::string& path, Faults& faults) {
  if (!item.path.empty()) validate_written_path(item.path, path + ".path", faults);
}

}  // namespace shoal

#include "schema/json/writer.hpp"
#include "schema/kinds/paths.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal {
namespace {

std::string shown(const core::SecurityContext& context) {
  json::Writer writer;
  schema::encode_json(core::SecurityContext::descriptor(), &context, writer);
  return writer.take();
}

// What both kinds of profile say of the file that a Localhost profile is read from.
template <class Profile>
void validate_profile_file(const Profile& profile, const std::string& kind, const std::string& path,
                           Faults& faults) {
  const std::string place = path + ".localhostProfile";
  const bool local = profile.type == "Localhost";
  if (local && profile.localhostProfile.value_or("").empty())
    faults.push_back(schema::required(place, "must be set when " + kind + " type is Localhost"));
  if (!local && profile.localhostProfile)
    faults.push_back(schema::invalid(place, schema::quoted(*profile.localhostProfile),
                                     "can only be set when " + kind + " type is Localhost"));
}

}  // namespace

void validate_security_context(const core::SecurityContext& context, const std::string& path,
                               Faults& faults) {
  if (context.allowPrivilegeEscalation.value_or(true)) return;
  const auto refuse = [&](const char* what) {
    faults.push_back(
        schema::invalid(path, shown(context),
                        std::string("cannot set `allowPrivilegeEscalation` to false and ") + what));
  };
  if (context.privileged.value_or(false)) refuse("`privileged` to true");
  if (!context.capabilities) return;
  for (const std::string& added : context.capabilities->add)
    if (added == "CAP_SYS_ADMIN") refuse("`capabilities.Add` CAP_SYS_ADMIN");
}

void validate_seccomp_profile(const core::SeccompProfile& profile, const std::string& path,
                              Faults& faults) {
  validate_profile_file(profile, "seccomp", path, faults);
  if (profile.type == "Localhost" && profile.localhostProfile)
    validate_relative_path(*profile.localhostProfile, path + ".localhostProfile", faults);
}

void validate_app_armor_profile(const core::AppArmorProfile& profile, const std::string& path,
                                Faults& faults) {
  validate_profile_file(profile, "AppArmor", path, faults);
}

}  // namespace shoal
